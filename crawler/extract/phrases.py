"""What pages that are no article say of themselves, in the languages of the web's newsrooms.

Lower case, as parts of a title, a heading or a short text. Collected from the stock messages of servers, content
systems, consent tools and protection services.
"""

from __future__ import annotations

MISSING = (
    "page not found", "not found", "404", "410 gone", "page you requested", "page you were looking for", "page cannot be found",
    "page can't be found", "page can’t be found", "page isn't available", "page isn’t available", "page is not available",
    "no longer available", "no longer exists", "does not exist", "doesn't exist", "doesn’t exist", "has been removed",
    "article not found", "nothing found", "nothing here", "content unavailable", "content not found", "something went wrong",
    "seite nicht gefunden", "nicht gefunden", "nicht mehr verfügbar", "existiert nicht", "nicht vorhanden", "seite existiert",
    "page introuvable", "page non trouvée", "n'existe pas", "n’existe pas", "n'existe plus", "n’existe plus", "introuvable",
    "no encontrada", "no se encuentra", "no se ha encontrado", "no existe", "página não encontrada", "não encontrada",
    "não existe", "não foi encontrad", "pagina non trovata", "non trovata", "non esiste", "pagina niet gevonden",
    "niet gevonden", "bestaat niet", "sidan hittades inte", "sidan finns inte", "hittar inte sidan", "siden blev ikke fundet",
    "siden finnes ikke", "fant ikke siden", "finner ikke siden", "sivua ei löyd", "nie znaleziono", "strona nie istnieje",
    "stránka nenalezena", "stránka nebyla nalezena", "stránka neexistuje", "az oldal nem található", "pagina nu a fost găsit",
    "страница не найдена", "не найдена", "не существует", "сторінку не знайдено", "не знайдено", "страницата не е намерена",
    "stranica nije pronađena", "stran ne obstaja", "sayfa bulunamadı", "sayfa bulunamadi", "η σελίδα δεν βρέθηκε", "δεν βρέθηκε",
    "الصفحة غير موجودة", "الصفحة المطلوبة", "צפחה לא נמצא", "הדף לא נמצא", "צפה זו אינה", "صفحه مورد نظر یافت نشد", "یافت نشد",
    "页面不存在", "页面没有找到", "页面未找到", "找不到页面", "找不到該", "找不到网页", "頁面不存在", "找不到頁面", "您访问的页面",
    "ページが見つかりません", "見つかりませんでした", "お探しのページ", "페이지를 찾을 수 없", "존재하지 않는", "không tìm thấy",
    "không tồn tại", "halaman tidak ditemukan", "tidak ditemukan", "ไม่พบหน้า", "पृष्ठ नहीं मिला", "পাতাটি পাওয়া যায়নি",
)  # fmt: skip

CHALLENGE = (
    "just a moment", "attention required", "access denied", "access to this page has been denied", "are you a robot",
    "are you human", "pardon our interruption", "verify you are human", "verifying you are human", "verify that you are human",
    "human verification", "checking your browser", "checking if the site connection is secure", "robot check", "bot check",
    "security check", "security verification", "ddos protection", "ddos-guard", "unusual traffic", "one more step",
    "request unsuccessful", "please enable js and disable any ad blocker", "please enable cookies", "you have been blocked",
    "403 forbidden", "error 1020", "too many requests", "sicherheitsüberprüfung", "zugriff verweigert", "einen moment",
    "un momento", "un instant", "accès refusé", "vérification de sécurité", "acceso denegado", "acesso negado", "accesso negato",
    "toegang geweigerd", "доступ ограничен", "проверка браузера", "вы не робот", "подтвердите, что запросы", "安全验证", "访问验证",
    "滑动验证", "人机验证", "请稍候", "しばらくお待ちください", "보안 확인", "güvenlik kontrolü",
)  # fmt: skip

CONSENT = (
    "before you continue", "we value your privacy", "your privacy choices", "your privacy matters", "we care about your privacy",
    "privacy settings", "cookie settings", "cookie consent", "cookie policy", "manage consent", "we use cookies",
    "accept all cookies", "bevor sie fortfahren", "bevor du fortfährst", "wir schätzen ihre privatsphäre",
    "privatsphäre-einstellungen", "datenschutzeinstellungen", "zustimmung erforderlich", "einwilligung", "mit werbung weiterlesen",
    "weiter mit werbung", "avant de continuer", "avant d'accéder", "avant d’accéder", "nous respectons votre vie privée",
    "continuer sans accepter", "paramètres des cookies", "antes de continuar", "valoramos tu privacidad",
    "valoramos su privacidad", "tu privacidad", "antes de continuares", "valorizamos a sua privacidade", "prima di continuare",
    "la tua privacy", "rispettiamo la tua privacy", "voordat je verdergaat", "voordat u verder gaat", "jouw privacy",
    "uw privacy", "innan du fortsätter", "før du fortsætter", "før du fortsetter", "ennen kuin jatkat", "zanim przejdziesz",
    "cenimy twoją prywatność", "szanujemy twoją prywatność", "než budete pokračovat", "vážíme si vašeho soukromí",
    "mielőtt továbblépne", "devam etmeden önce", "gizliliğinize önem", "прежде чем продолжить", "перш ніж продовжити",
    "同意して続行", "続行する前に", "在您继续之前", "계속하기 전에",
)  # fmt: skip

CONSENT_WORDS = frozenset(
    ["cookie", "cookies", "consent", "privacy", "partners", "partner", "vendors", "purposes", "gdpr", "ccpa", "tracking", "personalised", "personalized", "legitimate", "preferences", "device", "identifiers", "accept", "reject", "datenschutz", "einwilligung", "zustimmung", "zustimmen", "zwecke", "verarbeitung", "tracking", "personalisierte", "confidentialité", "consentement", "accepter", "refuser", "partenaires", "finalités", "traceurs", "consentimiento", "privacidad", "aceptar", "rechazar", "socios", "privacidade", "consentimento", "aceitar", "parceiros", "consenso", "accettare", "rifiutare", "toestemming", "privacyverklaring", "accepteren", "weigeren", "samtykke", "samtycke", "evästeet", "suostumus", "zgoda", "zgody", "ciasteczka", "prywatności", "súhlas", "souhlas", "çerez", "çerezler", "gizlilik", "куки", "конфиденциальности", "согласие", "同意", "隐私", "プライバシー", "クッキー", "쿠키"]
)  # fmt: skip

LOGIN = (
    "log in", "login", "sign in", "sign-in", "log on", "anmelden", "anmeldung", "einloggen", "se connecter", "connexion",
    "s'identifier", "iniciar sesión", "inicia sesión", "acceder", "identifícate", "iniciar sessão", "entrar", "fazer login", "accedi", "accesso",
    "inloggen", "logga in", "log ind", "logg inn", "kirjaudu", "zaloguj", "logowanie", "přihlásit", "přihlášení",
    "bejelentkezés", "autentificare", "войти", "вход", "авторизация", "увійти", "giriş yap", "oturum aç", "σύνδεση", "تسجيل الدخول",
    "התחברות", "登录", "登錄", "登入", "ログイン", "로그인", "đăng nhập",
)  # fmt: skip

SCRIPT_NEEDED = (
    "enable javascript", "requires javascript", "javascript is required", "javascript is disabled", "javascript to run this app",
    "turn on javascript", "javascript aktivieren", "javascript ist deaktiviert", "activer javascript", "javascript est désactivé",
    "habilitar javascript", "active javascript", "habilite o javascript", "abilita javascript", "abilitare javascript",
    "javascript inschakelen", "włącz javascript", "включите javascript", "javascriptを有効", "启用javascript", "javascript를 활성화",
)  # fmt: skip
