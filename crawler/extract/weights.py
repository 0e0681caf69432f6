"""What each feature counts, in log odds a unit, for a piece of a page to be article text.

Made by logistic regression (see docs/decisions/0006-body-extraction.md); refit when `features` or `context` change.
"""

from __future__ import annotations

FIRST_BIAS = -3.02676
FIRST: dict[str, float] = {
    "width": 0.1639, "linked": -1.113, "strong": -0.3436, "slanted": -1.08, "links": -0.1265,
    "stops": 0.05851, "ends_stop": 1.082, "ends_colon": 0.9008, "digits": 0.1768, "upper": -2.726,
    "bars": -0.07039, "commas": -0.0167, "at": -1.298, "copyright": -1.069, "in_p": 0.5043,
    "level": -0.1877, "depth": 0.03521, "is_h1": -1.364, "quoted": 0.1986, "title": -0.3069,
    "again": -0.3673, "dated": -0.7195, "prose": -0.4897, "linky": -0.2132, "short": 0.2003,
    "kind_heading": 2.182, "kind_item": 1.032, "kind_quote": 1.594, "kind_table": -0.4353,
    "kind_pre": 1.017, "kind_caption": 0.4275, "near_body": 0.1093, "near_comment": -2.921,
    "near_share": -1.701, "near_related": -0.5137, "near_pitch": 0.6466, "near_advert": -1.619,
    "near_meta": -0.5702, "near_media": -1.023, "near_chrome": 0.1785, "near_hidden": -0.3546,
    "near_teaser": -0.01604, "near_note": 0.7891, "near_headline": -0.1026, "near_entry": 3.774,
    "near_part": 0.2862, "in_body": 0.535, "in_comment": -4.161, "in_share": 0.309, "in_related": -0.02384,
    "in_pitch": -1.901, "in_advert": 0.1931, "in_meta": -0.122, "in_media": -0.2598, "in_chrome": -0.8797,
    "in_hidden": -0.4854, "in_teaser": 0.1392, "in_note": -1.57, "in_headline": -0.3088, "in_entry": -3.467,
    "in_part": 0.1673, "tag_article": -0.06458, "tag_main": 0.3677, "tag_aside": -2.077,
    "tag_header": -0.8109, "tag_form": -1.883, "tag_ul": 0.05096, "tag_ol": 0.6282, "tag_table": 1.261,
    "tag_figure": -1.247, "tag_section": 0.174, "tag_blockquote": 2.762, "tag_li": 0.627,
    "tag_details": 2.261, "tag_dl": -0.347, "mass": 0.594, "mass_rank": 1.507, "mass2": 0.5379,
    "mass3": 0.3587, "up_linked": 0.4729, "up2_linked": -0.5468, "up_pieces": -0.0177, "up_mean": 0.0754,
    "under_best": -0.2613, "apart": -0.06664, "same_names": 0.01975, "same_label": 0.08919,
    "label_mass": 0.8054, "best_share": -1.433, "page_long": -0.09411, "page_pieces": 0.006485,
    "at_share": -0.5133, "from_first": 0.01883, "from_last": -0.03838, "inside": 0.8139,
    "from_h1": -0.002598, "around": 0.01679, "breaks": -0.1966, "width-2": 0.07262, "linked-2": -0.06563,
    "heading-2": -0.1727, "prose-2": -0.02497, "width-1": -0.001717, "linked-1": -0.4332,
    "heading-1": 0.2234, "prose-1": 0.1614, "width+1": 0.1376, "linked+1": -0.6481, "heading+1": -0.119,
    "prose+1": 0.007764, "width+2": 0.03598, "linked+2": -0.1953, "heading+2": -0.0615, "prose+2": 0.0279,
}  # fmt: skip

SECOND_BIAS = -7.9539
SECOND: dict[str, float] = {
    "width": 0.3402, "linked": -1.738, "strong": -0.9028, "slanted": -2.519, "links": -0.3162,
    "stops": 0.1628, "ends_stop": 2.016, "ends_colon": 1.731, "digits": 0.4912, "upper": -5.582,
    "bars": -0.1886, "commas": -0.0006812, "at": -2.649, "copyright": -2.375, "in_p": 1.154,
    "level": -0.2693, "depth": 0.07, "is_h1": -2.78, "quoted": 0.5206, "title": -0.6589, "again": -0.7367,
    "dated": -1.658, "prose": -0.7685, "linky": -0.6682, "short": 0.3491, "kind_heading": 4.398,
    "kind_item": 1.866, "kind_quote": 2.767, "kind_table": -0.7553, "kind_pre": 2.083,
    "kind_caption": 0.5547, "near_body": 0.5391, "near_comment": -6.486, "near_share": -2.912,
    "near_related": -0.6973, "near_pitch": 1.852, "near_advert": -0.8897, "near_meta": -0.7482,
    "near_media": -2.319, "near_chrome": 0.2438, "near_hidden": -0.1236, "near_teaser": 0.2082,
    "near_note": 1.5, "near_headline": -0.2772, "near_entry": 1.647, "near_part": 0.7679, "in_body": 1.095,
    "in_comment": -7.372, "in_share": 0.6751, "in_related": -0.7198, "in_pitch": -4.193,
    "in_advert": -1.857, "in_meta": -0.5277, "in_media": -0.772, "in_chrome": -1.704, "in_hidden": -1.466,
    "in_teaser": 0.04084, "in_note": -2.903, "in_headline": -0.6495, "in_entry": -3.279, "in_part": 0.2238,
    "tag_article": -0.2012, "tag_main": 0.6984, "tag_aside": -3.91, "tag_header": -1.429,
    "tag_form": -1.368, "tag_ul": 0.4384, "tag_ol": 1.235, "tag_table": 2.423, "tag_figure": -2.323,
    "tag_section": 0.3207, "tag_blockquote": 4.948, "tag_li": 1.202, "tag_details": 4.493,
    "tag_dl": -0.4787, "mass": 1.331, "mass_rank": 2.916, "mass2": 1.413, "mass3": 0.6703,
    "up_linked": 0.3377, "up2_linked": -0.9877, "up_pieces": -0.03506, "up_mean": 0.1594,
    "under_best": -0.3056, "apart": -0.1267, "same_names": 0.04091, "same_label": 0.3398,
    "label_mass": 1.442, "best_share": -2.538, "page_long": 0.09332, "page_pieces": 0.07016,
    "at_share": -1.256, "from_first": 0.01778, "from_last": -0.06189, "inside": 1.626, "from_h1": -0.004424,
    "around": -0.002606, "breaks": -0.2914, "width-2": 0.1002, "linked-2": 0.09985, "heading-2": -0.2665,
    "prose-2": 0.152, "width-1": 0.0004854, "linked-1": -0.872, "heading-1": 0.4664, "prose-1": 0.2522,
    "width+1": 0.2537, "linked+1": -1.261, "heading+1": -0.228, "prose+1": -0.03643, "width+2": 0.01378,
    "linked+2": -0.2454, "heading+2": -0.1276, "prose+2": 0.1912, "opinion": -0.6125, "chance": 0.1283,
    "opinion-3": 0.06649, "opinion-2": -0.02495, "opinion-1": -0.01012, "opinion+1": 0.04088,
    "opinion+2": 0.0262, "opinion+3": 0.01182, "least_beside": 0.0351, "most_beside": -0.0003486,
    "in_box": -0.4519, "in_outer": -0.1494, "in_outer2": 0.06331, "in_outer3": 0.0468, "within4": 0.01317,
    "within10": -0.05594, "in_stretch": 0.06023, "gap": -0.1011, "before": -0.03364, "after": -0.00533,
    "stretch": -0.4125, "below_top": -0.01189, "read_so_far": 1.264, "left_to_read": 1.176,
}  # fmt: skip
