"""What in a URL says nothing about the article: our own table, each line with where it was seen.

Written from vendors' documentation, standards and URLs met in feeds; no other project's list was copied.
Two grades: *tracking* parameters are known by their name alone, change no answer and leave the fetched form too;
*variants* (AMP, print, mobile, words for where a reader came from) mean that only with certain values, and leave the
key alone. Names that are content somewhere (`sc_section_code` of Korean lists, `pk`, `mid`, `branch_id`) are not here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_plus

# Tracking -----------------------------------------------------------------------------------------

#: Names that start so, in lower case.
TRACKING_PREFIXES: tuple[str, ...] = (
    "utm_", "utm-", "utm.",  # Google Analytics campaigns; the misspelt ones in newsletters
    "itm_",  # "internal" twin of utm_, used by many CMS
    "otm_", "vn_", "stm_",  # further utm_ twins met on shops and press portals
    "mtm_", "piwik_", "matomo_",  # Matomo campaigns (matomo.org documentation)
    "hsa_", "__hs", "_hs", "hsct",  # HubSpot ads, cookies and calls to action
    "ga_", "_ga",  # Google Analytics client and linker
    "gad_", "gclid", "gcl",  # Google Ads
    "fb_action_", "fb_comment_", "__xts__", "__cft__", "__tn__",  # Facebook's outgoing links
    "oly_",  # Omeda Olytics newsletters
    "vero_",  # Vero newsletters
    "ml_subscriber",  # MailerLite
    "mc_",  # Mailchimp: mc_cid, mc_eid, mc_tc
    "bsft_",  # Blueshift newsletters
    "wt_", "wt.",  # Webtrekk (Mapp): wt_mc, wt_zmc, WT.mc_id, WT.rss
    "at_campaign", "at_custom", "at_medium", "at_link", "at_bbc", "at_ptr", "at_format",  # AT Internet, BBC feeds
    "ns_",  # comScore: ns_mchannel, ns_source, ns_campaign, ns_linkname, ns_fee
    "xtor", "xtref", "xtcr", "xtnp", "xtloc", "xtmc", "xtdt", "xts",  # AT Internet (XiTi), French press
    "guce_", "_guc_", "guccounter", "tsrc", ".tsrc",  # Yahoo's consent round trip
    "soc_", "spm",  # Yahoo social; Alibaba's super position model
    "tracking_", "trk", "_trk",  # LinkedIn, eBay and home-made
    "dm_i", "dm_t",  # dotdigital newsletters
    "rb_",  # Rebrandly clicks
    "os_ehash",  # Oracle Responsys
    "elq",  # Oracle Eloqua
    "pd_rd_", "pf_rd_",  # Amazon placements
    "action_object_map", "action_type_map", "action_ref_map",  # old Facebook open graph
    "cmp-", "cmpid", "nlid", "nl_",  # newsletters' campaign ids
    "_bta_", "_branch_",  # Bronto, Branch links
    "echobox",  # Echobox
    "iesrc", "mkt_", "mkwid", "pcrid",  # Marketo, Marin
    "spmailing", "spuser", "spjob", "spreport", "sp_mid", "sp_rid",  # Acoustic (Silverpop) newsletters
    "hmsr", "hmpl", "hmcu", "hmkw", "hmci",  # Baidu Tongji campaigns
    "amp_", "usqp",  # added by AMP viewers (amp.dev)
)  # fmt: skip

#: Whole names, in lower case.
TRACKING_NAMES: frozenset[str] = frozenset(
    {
        "utm", "utmsource", "mtm", "itm", "_ke", "_kx", "__s", "_openstat", "_ss", "_ft_",
        "gbraid", "wbraid", "srsltid", "dgcid", "ved", "sxsrf", "gs_l",  # Google
        "fb_source", "fb_ref", "fref", "refid", "hc_ref", "hc_location", "mibextid", "rdid", "_rdr", "_rdc",  # Facebook
        "igshid", "igsh", "img_index",  # Instagram
        "li_fat_id", "lipi", "licu", "midtoken", "midsig",  # LinkedIn
        "msclkid", "cvid", "ocid",  # Microsoft, MSN
        "epik",  # Pinterest
        "ymclid", "ysclid", "yclid",  # Yandex
        "mkt_tok",  # Marketo
        "sc_cmp", "sc_channel", "sc_content", "sc_medium", "sc_outcome", "sc_src",  # Snapchat, Sitecore
        "sc_lid", "sc_uid", "sc_llid",  # Emarsys newsletters
        "wtmc", "wtzmc", "wtrid",  # Webtrekk
        "pk_cid", "pk_cpn", "pk_kwd", "pk_vid",  # Matomo; not "pk_", a primary key
        "hss_channel", "hootpostid", "postshare", "spref",  # Hootsuite, Blogger's share buttons
        "share_source", "sharesource", "share_medium", "share_from", "social_share", "sharetoken", "share_token",
        "s_cid", "s_kwcid", "ef_id", "icid", "icmp", "cid_source",  # Adobe Analytics
        "cmp", "cmpid", "campaign", "campaign_id", "campaignid", "campid",
        "een", "seen", "ito", "_gl", "ncid", "nicam", "ncmp", "nr_email_referer", "smid", "smtyp", "smvar", "emc", "rref",  # AOL, New York Times
        "mbid", "bxid", "cndid", "esrc", "hasha", "hashb", "hashc",  # Condé Nast newsletters
        "wpisrc", "wpmm", "wpmk", "itid", "tid_source",  # Washington Post
        "sref", "srnd", "leadsource",  # Bloomberg
        "ftag", "ftcamp", "sr_share", "shareadraft", "sharetype", "share_id", "shareid",  # CBS, share buttons
        "linkid_source", "taid", "sfns", "sfnsn", "sfmc_sub", "sfmc_id", "sf_id",  # Trueanthem, Salesforce
        "trackingid", "tracking", "trkid", "traffic_source", "trafficsource",
        "wickedid", "wickedsource", "cjevent", "cjdata", "irgwc", "irclickid", "zanpid", "awc", "sscid", "ranmid",
        "raneaid", "ransiteid", "aff_id", "affid", "aff", "affiliate", "affiliate_id", "affiliateid", "partnerid",
        "partner_id", "afftrack", "dicbo", "tblci", "oborigurl", "ob_click_id", "obtid",  # Outbrain, Taboola
        "recruiter", "recruited_by_id", "share_bandit_exp", "share_petition",  # change.org
        "cbrd", "ucbcb", "ab_channel",  # YouTube's consent pages and channel hint
        "cxrecs_s", "ex_cid", "ssuid", "zanox", "mpid_source", "piano_t", "piano_d",
        "fromref", "from_ref", "referrer", "referer", "ref_src", "ref_url", "ref_source", "_r_source",
        "rsstrack", "feedtrack", "feed_src", "inf_contact_key", "inf_ver", "mailid_source", "maca",  # Infusionsoft, DW
        "email_hash", "emailhash", "email_source", "recipient_hash", "recipientid", "subscriber_id",
        "subscriberid", "newsletter_id", "newsletterid", "nlcid", "uiorigin", "ui_origin", "goal_source",
        "replytocom", "like_comment", "jetpack-carousel", "doing_wp_cron",  # WordPress
    }
)  # fmt: skip

#: Names by shape, in lower case: what every vendor invents again.
_TRACKING_SHAPES = re.compile(
    r"""
      [a-z_]{1,10}clid | .*click_?id                                        # gclid, fbclid, yclid, twclid; rb_clickid
    | .*utm_.* | .*_utm | .*campaign.*
    | [a-z]{2,3}_(?:source|medium|term|content|keyword|kwd|affiliate)       # ga_source, pk_medium: twins of utm_
    | .*affiliate.* | .*tracking(?:_?(?:id|code|param))? | tracker_?id      # this_affiliate, hsCtaTracking
    | _{0,2}twitter_impression
    | sf\d{5,}(?:_.*)?                                                      # SocialFlow: sf123456789=1
    | .*(?:subscriber|newsletter|recipient|contact)_?(?:hash|key|token)
    """,
    re.VERBOSE,
)

#: Sessions in a parameter: Java servlets, PHP, ColdFusion, ASP, osCommerce and forums.
_SESSIONS = re.compile(
    r"jsessionid|phpsessid|cfid|cftoken|aspsessionid\w*|asp\.net_sessionid|oscsid|zenid|"
    r"sessionid|session_id|sess_?id|sessid|php_sess\w*"
)

# Variants: the same article, but the parameter may mean something elsewhere ---------------------------

_YES = r"|1|true|yes|y|on"
_SENDERS = (
    r"rss[\w-]*|feed|twitter|tw|x|facebook|fb|linkedin|instagram|telegram|whatsapp|reddit|pinterest|e?mail|newsletter|nl|"
    r"social|google|googlenews|news_?google|flipboard|apple_?news|push|share|copy_?link|app|home(?:page)?|widget|embed"
)


def _values(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


#: name -> values with which it says nothing about the article. These leave the key, never the fetched URL.
_VARIANT_VALUES: dict[str, re.Pattern[str]] = {
    # who sent the reader: words, hosts and URLs, not paths (`loginFailed.php?ref=/artikel/1` says which article)
    "ref": _values(r"|[a-z][a-z._:-]{0,38}\d{0,2}|https?:.*"),
    "source": _values(f"|{_SENDERS}"),
    "src": _values(f"|{_SENDERS}"),
    "from": _values(f"|{_SENDERS}"),
    "via": _values(rf"|{_SENDERS}|\w*app"),
    "partner": _values(f"|{_SENDERS}"),
    "platform": _values(rf"|{_SENDERS}|hootsuite"),
    "mod": _values(
        r"|rss\w*|djem\w*|e2\w+|hp_\w+|article_\w+|searchresults?\w*|\w+_feed"
    ),  # Wall Street Journal
    "mc": _values(r"(?!\d+$).*"),  # a marketing code; a number may be a menu or message
    "rss": _values(r"|1|true|yes"),
    "s": _values(r"0\d|1[29]|2[01]|4[68]"),  # Twitter's share button: s=08, s=20; a search has words
    "t": _values(r"[A-Za-z0-9_-]{22}"),  # and its token, 22 characters of base64
    "si": _values(r"[A-Za-z0-9_-]{12,32}"),  # YouTube's and Spotify's share token
    "sh": _values(r"[0-9a-f]{8,16}"),  # Forbes' share hash
    "feature": _values(r"share|youtu\.be|emb_\w+|player_embedded|oembed|rss"),  # YouTube
    "share": _values(rf"{_YES}|{_SENDERS}|jetpack-.*|\w*-?app"),  # WordPress
    "nb": _values(r"1"),  # rides with WordPress' share=
    "_": _values(r"\d{10,}"),  # jQuery's cache buster: milliseconds
    "cb": _values(r"\d{8,}"),
    "sid": _values(r"[0-9a-f]{32}"),  # a PHP session of 128 bits; `sid=123` is a story
    # the page in another dress
    "amp": _values(rf"{_YES}|amp"),
    "wpamp": _values(r".*"),
    "ampmode": _values(r".*"),
    "isamp": _values(_YES),
    "is_amp": _values(_YES),
    "noamp": _values(rf"{_YES}|mobile|available"),  # WordPress' AMP plug-in
    "nonamp": _values(_YES),
    "outputtype": _values(r"amp|print|html"),
    "output": _values(r"amp|print|html"),
    "mode": _values(r"amp|print|mobile"),
    "view": _values(r"amp|print|mobile|desktop|printview"),
    "format": _values(r"amp|print|mobile|html"),
    "display": _values(r"amp|print|mobile"),
    "type": _values(r"amp|98"),  # 98: TYPO3's print page
    "service": _values(r"amp|print|mobile"),
    "print": _values(rf"{_YES}|print|pdf"),
    "printable": _values(_YES),
    "printversion": _values(_YES),
    "printmode": _values(_YES),
    "m": _values(r"[01]"),  # Blogger's mobile switch
    "mobile": _values(rf"{_YES}|0|false|no"),
    "desktop": _values(_YES),
    "showcomment": _values(r".*"),  # Blogger: jumps to a comment
    "comments": _values(_YES),
}


@lru_cache(maxsize=4096)
def is_tracking(name: str) -> bool:
    """Say whether a query parameter, as written in the URL, only tells who the reader is or came from."""
    if not name:
        return False
    name = unquote_plus(name).lower().removeprefix("amp;")  # the rest of an `&amp;` that was cut elsewhere
    return (
        name in TRACKING_NAMES
        or name.startswith(TRACKING_PREFIXES)
        or _SESSIONS.fullmatch(name) is not None
        or _TRACKING_SHAPES.fullmatch(name) is not None
    )


def is_variant(name: str, value: str) -> bool:
    """Say whether a parameter, decoded, picks only another dress or entrance of the same article."""
    pattern = _VARIANT_VALUES.get(name.lower().removeprefix("amp;"))
    return pattern is not None and pattern.fullmatch(value) is not None


# Paths and hosts ------------------------------------------------------------------------------------

#: The document of a directory; case as servers write it (`Default.aspx` of IIS, never `INDEX.HTML`).
INDEX_PAGE = re.compile(
    r"/(?:index\.(?:html?|xhtml|shtml|php[345]?|aspx?|jsp|jspx|cfm|cgi|pl|do|action)|"
    r"[Dd]efault\.(?:html?|aspx?)|[Ii]ndex\.aspx?)$"
)
#: `article.amp`, `article.amp.html`, `/amp`, `/amp/` and the readers' directory `/amp/...`, `/news/amp/...`.
AMP_SUFFIX = re.compile(
    r"(?:/amp|\.amp|/amp\.html?|/amp/index\.html?)$|[._-]amp(?=\.(?:s?html?|php)$)", re.IGNORECASE
)
AMP_PREFIX = re.compile(r"/amp(?:html)?(?=/.)", re.IGNORECASE)
PRINT_SUFFIX = re.compile(r"/print(?:able)?$", re.IGNORECASE)
#: ASP.NET cookieless sessions: `/(S(24 characters))/`, several in one, or bare as in ASP.NET 1.1.
PATH_SESSION = re.compile(r"/\((?:[a-z]\([0-9a-z]{24,}\))+\)(?=/)|/\([0-9a-z]{24}\)(?=/)", re.IGNORECASE)
#: `;jsessionid=...` (servlet specification 7.1.3) and `;PHPSESSID=`.
PATH_PARAMETER_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid|sessionid)=[^/;]*", re.IGNORECASE)
#: What copying a link out of text or markup leaves at its end: quotes, brackets, an ellipsis.
COPY_DEBRIS = re.compile(r"(?:%22|%3[ce]|%E2%80%9[cd]|%C2%BB|%E2%80%A6|[\"<>])+$", re.IGNORECASE)

WWW = re.compile(r"^www?\d{0,3}\.(?=[^.]+\.)")
#: Hosts for telephones and readers: `m.`, `mobile.`, `touch.`, `amp.`, `amp-life.`, and inside: `en.m.`.
DEVICE_HOST = re.compile(
    r"^(?:m|mobile|mobil|wap|touch|mbasic|amp|amphtml)\.(?=[^.]+\.)|^amp-(?=[^.]+\.[^.]+\.)"
)
DEVICE_LABEL = re.compile(r"\.(?:m|mobile|amp)(?=\.[^.]+\.)")
#: Second-level suffixes: in `m.co.uk` the first label is the site.
SECOND_LEVEL = re.compile(r"^(?:co|com|org|net|gov|gob|gouv|edu|ac|or|ne|go|in)\.[a-z]{2}$")

#: Readers in front of another site: (host, path) -> group "host" and "path" of the article.
WRAPPED_PATHS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(r".*\.cdn\.ampproject\.org|cdn\.ampproject\.org"),
        re.compile(r"^/[a-z](?:/s)?/(?P<host>[^/]+\.[^/]+)(?P<path>/.*)?$"),
    ),
    (
        re.compile(r"(?:www\.)?google\.[a-z.]{2,6}"),
        re.compile(r"^/amp(?:/s)?/(?P<host>[^/]+\.[^/]+)(?P<path>/.*)?$"),
    ),
)
#: Interstitials: (host, path, parameter with the absolute URL).
WRAPPED_QUERIES: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...] = (
    (re.compile(r"(?:www\.)?google\.[a-z.]{2,6}"), re.compile(r"/url"), "q"),
    (re.compile(r"(?:www\.)?google\.[a-z.]{2,6}"), re.compile(r"/url"), "url"),
    (re.compile(r"(?:www|news)\.google\.[a-z.]{2,6}"), re.compile(r"/news/url"), "url"),
    (re.compile(r"lm?\.(?:facebook|instagram)\.com"), re.compile(r"/(?:l\.php)?"), "u"),
    (re.compile(r"(?:[\w-]+\.)?facebook\.com"), re.compile(r"/(?:l|flx/warn)(?:\.php|/)?"), "u"),
    (re.compile(r"(?:[\w-]+\.)?facebook\.com"), re.compile(r"/login(?:\.php|/)?"), "next"),
    (re.compile(r"(?:www\.)?youtube\.com"), re.compile(r"/redirect"), "q"),
    (re.compile(r"out\.reddit\.com"), re.compile(r"/.*"), "url"),
    (re.compile(r"(?:www\.)?bing\.com"), re.compile(r"/news/apiclick\.aspx"), "url"),
    (re.compile(r"away\.vk\.com|vk\.com"), re.compile(r"/away\.php"), "to"),
)
