"""Copyright lines."""

from __future__ import annotations

from crawler.normalise.rule import Rule

KIND = "copyright"

RULES = (
    Rule(
        id="copyright.line",
        kind=KIND,
        shape="start",
        place="any",
        longest=200,
        quotes=True,
        reason="a copyright line",
        phrases={
            "en": (
                "<?(?:copyright|copyrights)(?: notice)?(?:\\s|:)*(?:©|\\(c\\)|c \\d|by\\b|\\d{4}|@|:)",
                "©",
                "\\(c\\) ?(?:copyright|\\d{4}|[a-z])",
                "all rights reserved",
                "\\d{4} (?:the )?[^.]{2,40}\\. all rights reserved",
            ),
            "de": ("alle rechte vorbehalten", "copyright:"),
            "es": ("(?:todos los )?derechos reservados",),
            "fr": ("tous droits réservés",),
            "it": ("riproduzione riservata",),
            "zh": ("(?:版权|版權)(?:所有|归|歸)", "(?:版权|版權) ?©"),
            "ja": ("(?:無断転載|著作権)",),
            "ko": ("<?저작권자",),
        },
        cuts=(
            "© 2026 The Harbour Gazette",
            "Copyright © 2025 Harbour Media, LLC.",
            "<Copyright ⓒ 항구신문. All rights reserved. 무단 전재 및 재배포 금지>",
        ),
        keeps=("Copyright law will be changed in the autumn, the minister said.",),
    ),
)
