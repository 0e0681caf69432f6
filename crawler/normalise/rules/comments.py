"""Invitations to comment, and the start of the comments."""

from __future__ import annotations

from crawler.normalise.rule import Rule

KIND = "comments"

RULES = (
    Rule(
        id="comments.marker",
        kind=KIND,
        shape="whole",
        tail=True,
        longest=110,
        quotes=True,
        reason="the start of the readers' comments",
        phrases={
            "en": (
                "(?:\\d+ |no |view |show |add |leave |post |write |see |all |read |join |view all |be the first to )?(?:a |the |\\d+ )?comments?(?: \\(?\\d+\\)?)?(?: (?:are closed|section|policy|guidelines|here|below|on this (?:story|article)))?",
                "(?:leave|post|write|add) (?:a|your) (?:comment|reply|response)(?: .{0,30})?",
                "(?:join|start) (?:the|a) (?:conversation|discussion|debate)",
                "(?:what do you think|have your say|tell us what you think)(?: (?:about|of) (?:this|the) .{0,40}| in the comments.{0,30}| below.{0,20})?",
                "(?:your email address will not be published|required fields are marked).{0,80}",
                "(?:log|sign) in to (?:comment|post|reply|join).{0,40}",
                "be the first to comment.{0,40}",
                "\\d+ (?:replies|responses|thoughts on .{2,60})",
                "discussion",
                "letters to the editor",
            ),
            "de": (
                "(?:\\d+ |alle |keine )?kommentare?(?: \\(?\\d+\\)?)?(?: (?:lesen|anzeigen|schreiben|verfassen|abgeben|zu diesem artikel))?",
                "(?:kommentar (?:abgeben|schreiben|hinterlassen|verfassen)|schreiben sie einen kommentar|diskutieren sie mit|jetzt kommentieren|(?:ihre|deine) meinung|leserkommentare|schreibe einen kommentar)(?: .{0,40})?",
                "(?:du musst dich|sie müssen sich) (?:einloggen|anmelden).{0,60}",
            ),
            "fr": (
                "(?:\\d+ |les |voir les |lire les )?commentaires?(?: \\(?\\d+\\)?)?",
                "(?:laisser|ajouter|poster|écrire) un commentaire",
                "(?:réagissez|réagir)(?: .{0,30})?",
                "laissez un commentaire.{0,40}",
            ),
            "es": (
                "(?:\\d+ |ver )?comentarios?(?: \\(?\\d+\\)?)?",
                "(?:deja|dejar|escribe|publicar|añadir) (?:un|tu) comentario(?: .{0,30})?",
                "atención: comentarios .{0,120}",
            ),
            "it": ("(?:\\d+ )?comment[oi](?: \\(?\\d+\\)?)?", "(?:lascia|scrivi|aggiungi) un commento"),
            "pt": (
                "(?:\\d+ |ver )?comentários?(?: \\(?\\d+\\)?)?",
                "(?:deixe|deixar|faça|escreva) (?:um|seu|o seu) comentário(?: .{0,30})?",
                "atenção: comentários .{0,140}",
            ),
            "nl": (
                "(?:\\d+ |bekijk )?reacties?(?: \\(?\\d+\\)?)?",
                "(?:plaats|schrijf|geef) (?:een|je) reactie",
            ),
            "sv": ("(?:\\d+ )?kommentar(?:er)?", "kommentera(?: artikeln)?"),
            "no": ("(?:\\d+ )?kommentar(?:er)?",),
            "da": ("(?:\\d+ )?kommentar(?:er)?", "skriv en kommentar"),
            "fi": ("(?:\\d+ )?kommentit?(?: \\(?\\d+\\)?)?", "kommentoi"),
            "pl": ("komentarze?(?: \\(?\\d+\\)?)?", "(?:dodaj|napisz|zostaw) komentarz"),
            "cs": ("(?:komentáře|diskuse|diskuze)(?: \\(?\\d+\\)?)?",),
            "ru": (
                "(?:комментарии|комментариев|обсуждение|комментировать|оставить комментарий|добавить комментарий)(?: \\(?\\d+\\)?)?",
            ),
            "uk": ("(?:коментарі|коментувати|залишити коментар|додати коментар)(?: \\(?\\d+\\)?)?",),
            "el": ("σχόλια(?: \\(?\\d+\\)?)?",),
            "tr": ("(?:yorumlar|yorum yap|yorum yaz|ilk yorumu siz yapın)(?: \\(?\\d+\\)?)?",),
            "ar": ("(?:التعلیقات|تعلیقات|اضف تعلیق|اترک تعلیقا?|اکتب تعلیقک)(?: .{0,20})?",),
            "fa": ("(?:نظرات|دیدگاه ها|ارسال نظر|نظر شما|دیدگاهتان را بنویسید)(?: .{0,20})?",),
            "he": ("(?:תגובות|הוספת תגובה|הוסף תגובה)(?: .{0,10})?",),
            "zh": (
                "(?:评论|評論|留言|发表评论|發表評論|网友评论|我要评论|查看评论|参与评论|最新评论|全部评论)(?: ?\\(?\\d*\\)?)?(?:条)?",
            ),
            "ja": ("(?:コメント(?:を(?:書く|見る|投稿))?|みんなのコメント|感想)(?: ?\\(?\\d*\\)?)?",),
            "ko": ("(?:댓글|의견|댓글 ?(?:쓰기|보기|달기))(?: ?\\(?\\d*\\)?)?",),
            "hi": ("(?:टिप्पणियां|टिप्पणी करें|कमेंट करें)",),
            "id": ("(?:\\d+ )?komentar", "(?:tulis|tinggalkan|beri) komentar(?: .{0,20})?"),
        },
        cuts=("Comments", "Leave a comment", "Kommentar abgeben", "Комментарии (12)", "发表评论"),
        keeps=(
            "Comments by the minister drew anger in the fishing towns.",
            "Discussion of the law begins on Tuesday.",
        ),
    ),
)
