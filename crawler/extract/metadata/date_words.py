"""The words of dates: month names of the languages newspapers are printed in, zone names, eras.

Month names are given in full, nominative and (after a slash) the case that stands in a date; abbreviations are
the unambiguous prefixes of three letters and more, plus the few that are no prefix (`_SHORT`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_MONTHS = """
en january february march april may june july august september october november december
de januar/jänner februar/feber märz april mai juni/juno juli/julei august september oktober november dezember
fr janvier février mars avril mai juin juillet août septembre octobre novembre décembre
es enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre
it gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
pt janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
ca gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
gl xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro
eu urtarrila/urtarrilaren otsaila/otsailaren martxoa/martxoaren apirila/apirilaren maiatza/maiatzaren ekaina/ekainaren uztaila/uztailaren abuztua/abuztuaren iraila/irailaren urria/urriaren azaroa/azaroaren abendua/abenduaren
ro ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
nl januari februari maart april mei juni juli augustus september oktober november december
af januarie februarie maart april mei junie julie augustus september oktober november desember
lb januar februar mäerz abrëll mee juni juli august september oktober november dezember
sv januari februari mars april maj juni juli augusti september oktober november december
no januar februar mars april mai juni juli august september oktober november desember
da januar februar marts april maj juni juli august september oktober november december
is janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember
fi tammikuu/tammikuuta helmikuu/helmikuuta maaliskuu/maaliskuuta huhtikuu/huhtikuuta toukokuu/toukokuuta kesäkuu/kesäkuuta heinäkuu/heinäkuuta elokuu/elokuuta syyskuu/syyskuuta lokakuu/lokakuuta marraskuu/marraskuuta joulukuu/joulukuuta
et jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember
lv janvāris/janvārī februāris/februārī marts/martā aprīlis/aprīlī maijs/maijā jūnijs/jūnijā jūlijs/jūlijā augusts/augustā septembris/septembrī oktobris/oktobrī novembris/novembrī decembris/decembrī
lt sausis/sausio vasaris/vasario kovas/kovo balandis/balandžio gegužė/gegužės birželis/birželio liepa/liepos rugpjūtis/rugpjūčio rugsėjis/rugsėjo spalis/spalio lapkritis/lapkričio gruodis/gruodžio
pl styczeń/stycznia luty/lutego marzec/marca kwiecień/kwietnia maj/maja czerwiec/czerwca lipiec/lipca sierpień/sierpnia wrzesień/września październik/października listopad/listopada grudzień/grudnia
cs leden/ledna únor/února březen/března duben/dubna květen/května červen/června červenec/července srpen/srpna září říjen/října listopad/listopadu prosinec/prosince
sk január/januára február/februára marec/marca apríl/apríla máj/mája jún/júna júl/júla august/augusta september/septembra október/októbra november/novembra december/decembra
sl januar/januarja februar/februarja marec/marca april/aprila maj/maja junij/junija julij/julija avgust/avgusta september/septembra oktober/oktobra november/novembra december/decembra
hr siječanj/siječnja veljača/veljače ožujak/ožujka travanj/travnja svibanj/svibnja lipanj/lipnja srpanj/srpnja kolovoz/kolovoza rujan/rujna listopad/listopada studeni/studenoga/studenog prosinac/prosinca
bs januar/januara februar/februara mart/marta april/aprila maj/maja juni/jun/juna juli/jul/jula avgust/avgusta/august/augusta septembar/septembra oktobar/oktobra novembar/novembra decembar/decembra
hu január február március április május június július augusztus szeptember október november december
sq janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor
mt jannar frar marzu april mejju ġunju lulju awwissu settembru ottubru novembru diċembru
cy ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr
ga eanáir feabhra márta aibreán bealtaine meitheamh iúil lúnasa meán deireadh samhain nollaig
tr ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
az yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr
uz yanvar fevral mart aprel may iyun iyul avgust sentabr/sentyabr oktabr/oktyabr noyabr dekabr
ku rêbendan sibat adar nîsan gulan hezîran tîrmeh tebax îlon cotmeh mijdar berfanbar
id januari februari maret april mei juni juli agustus september oktober november desember
ms januari februari mac april mei jun julai ogos september oktober november disember
tl enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre
sw januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba
so janaayo febraayo maarso abriil maayo juun luulyo agosto sebtembar oktoobar nofembar disembar
ru январь/января февраль/февраля март/марта апрель/апреля май/мая июнь/июня июль/июля август/августа сентябрь/сентября октябрь/октября ноябрь/ноября декабрь/декабря
uk січень/січня лютий/лютого березень/березня квітень/квітня травень/травня червень/червня липень/липня серпень/серпня вересень/вересня жовтень/жовтня листопад/листопада грудень/грудня
be студзень/студзеня люты/лютага сакавік/сакавіка красавік/красавіка травень/траўня/май/мая чэрвень/чэрвеня ліпень/ліпеня жнівень/жніўня верасень/верасня кастрычнік/кастрычніка лістапад/лістапада снежань/снежня
bg януари февруари март април май юни юли август септември октомври ноември декември
mk јануари февруари март април мај јуни јули август септември октомври ноември декември
sr јануар/јануара фебруар/фебруара март/марта април/априла мај/маја јун/јуна јул/јула август/августа септембар/септембра октобар/октобра новембар/новембра децембар/децембра
kk қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан
el ιανουάριος/ιανουαρίου φεβρουάριος/φεβρουαρίου μάρτιος/μαρτίου απρίλιος/απριλίου μάιος/μαΐου ιούνιος/ιουνίου ιούλιος/ιουλίου αύγουστος/αυγούστου σεπτέμβριος/σεπτεμβρίου οκτώβριος/οκτωβρίου νοέμβριος/νοεμβρίου δεκέμβριος/δεκεμβρίου
ka იანვარი/იანვარს თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი
hy հունվար/հունվարի փետրվար/փետրվարի մարտ/մարտի ապրիլ/ապրիլի մայիս/մայիսի հունիս/հունիսի հուլիս/հուլիսի օգոստոս/օգոստոսի սեպտեմբեր/սեպտեմբերի հոկտեմբեր/հոկտեմբերի նոյեմբեր/նոյեմբերի դեկտեմբեր/դեկտեմբերի
ar يناير/جانفي فبراير/فيفري مارس أبريل/إبريل/أفريل مايو/ماي يونيو/يونيه/جوان يوليو/يوليه/جويلية أغسطس/أوت/غشت سبتمبر/شتنبر أكتوبر نوفمبر/نونبر ديسمبر/دجنبر
iq كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول
fa ژانویه فوریه مارس آوریل مه/می ژوئن/جون ژوئیه/جولای اوت/آگوست سپتامبر اکتبر نوامبر دسامبر
ur جنوری فروری مارچ اپریل مئی جون جولائی/جولای اگست ستمبر اکتوبر نومبر دسمبر
ps جنوري فبروري مارچ اپریل مۍ جون جولای اګست سپتمبر اکتوبر نومبر دسمبر
he ינואר פברואר מרץ/מרס אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
hi जनवरी फ़रवरी/फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर नवंबर/नवम्बर दिसंबर/दिसम्बर
mr जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर
bn জানুয়ারি/জানুয়ারী ফেব্রুয়ারি/ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর
ta ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்
te జనవరి ఫిబ్రవరి మార్చి ఏప్రిల్ మే జూన్ జులై ఆగస్టు సెప్టెంబర్ అక్టోబర్ నవంబర్ డిసెంబర్
ml ജനുവരി ഫെബ്രുവരി മാർച്ച് ഏപ്രിൽ മേയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ് സെപ്റ്റംബർ ഒക്ടോബർ നവംബർ ഡിസംബർ
kn ಜನವರಿ ಫೆಬ್ರವರಿ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗಸ್ಟ್ ಸೆಪ್ಟೆಂಬರ್ ಅಕ್ಟೋಬರ್ ನವೆಂಬರ್ ಡಿಸೆಂಬರ್
gu જાન્યુઆરી ફેબ્રુઆરી માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ/ઓગસ્ટ સપ્ટેમ્બર ઑક્ટોબર/ઓક્ટોબર નવેમ્બર ડિસેમ્બર
th มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม
km មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ
my ဇန်နဝါရီ ဖေဖော်ဝါရီ မတ် ဧပြီ မေ ဇွန် ဇူလိုင် ဩဂုတ် စက်တင်ဘာ အောက်တိုဘာ နိုဝင်ဘာ ဒီဇင်ဘာ
"""

# Abbreviations that are no prefix, that several names share, or that have two letters.
_SHORT = {
    "mar": 3, "mär": 3, "mrz": 3, "mrt": 3, "mai": 5, "may": 5, "jan": 1, "jun": 6, "jul": 7, "juil": 7, "juin": 6,
    "jnr": 1, "sept": 9, "dic": 12, "dec": 12, "des": 12, "dez": 12, "out": 10, "set": 9, "ott": 10, "ago": 8, "ene": 1,
    "abr": 4, "lug": 7, "giu": 6, "gen": 1, "mag": 5, "čvn": 6, "čvc": 7, "lis": 11, "list": 11, "янв": 1, "мар": 3, "май": 5,
    "мая": 5, "июн": 6, "июл": 7, "сен": 9, "ное": 11, "нояб": 11, "чер": 6, "лип": 7, "чрв": 6, "юни": 6, "юли": 7, "ιουν": 6,
    "ιουλ": 7, "μαρ": 3, "μαι": 5, "oca": 1, "haz": 6, "ara": 12, "mac": 3, "ogo": 8, "agu": 8, "mei": 5, "wrz": 9,
    "paź": 10, "kwi": 4, "cze": 6, "lip": 7, "sie": 8, "gru": 12, "lut": 2, "maj": 5, "avg": 8, "okt": 10, "oct": 10, "nov": 11,
    "nob": 11, "noy": 11, "dek": 12, "sen": 9, "yan": 1, "ian": 1, "iun": 6, "iul": 7, "qer": 6, "mee": 5, "jūn": 6, "jūl": 7,
    "jún": 6, "júl": 7, "feb": 2, "fev": 2, "fév": 2, "apr": 4, "avr": 4, "aug": 8, "aou": 8, "sep": 9, "déc": 12,
    "ינו": 1, "פבר": 2, "אפר": 4, "אוג": 8, "ספט": 9, "אוק": 10, "נוב": 11, "דצמ": 12, "जन": 1, "फर": 2, "अग": 8,
}  # fmt: skip

# Solar Hijri months (Iran, then Afghanistan), and the abbreviations of Thai, which carry dots inside.
JALALI = {
    name: month
    for month, names in enumerate(
        [
            "فروردین/حمل",
            "اردیبهشت/ثور",
            "خرداد/جوزا",
            "تیر/سرطان",
            "مرداد/اسد",
            "شهریور/سنبله",
            "مهر/میزان",
            "آبان/عقرب",
            "آذر/قوس",
            "دی/جدی",
            "بهمن/دلو",
            "اسفند/حوت",
        ],
        1,
    )
    for name in names.split("/")
}
THAI_SHORT = dict(
    zip(
        ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."],
        [
            "มกราคม",
            "กุมภาพันธ์",
            "มีนาคม",
            "เมษายน",
            "พฤษภาคม",
            "มิถุนายน",
            "กรกฎาคม",
            "สิงหาคม",
            "กันยายน",
            "ตุลาคม",
            "พฤศจิกายน",
            "ธันวาคม",
        ],
        strict=True,
    )
)

# Months of two words in the Levant and Iraq, for which the patterns want one.
TWO_WORDS = {
    "كانون الثاني": "يناير",
    "كانون الأول": "ديسمبر",
    "كانون الاول": "ديسمبر",
    "تشرين الأول": "أكتوبر",
    "تشرين الاول": "أكتوبر",
    "تشرين الثاني": "نوفمبر",
}

# Offsets in minutes of zone names in bylines and RFC 822 dates. Names with several meanings have the one that news
# sites mean most: CST is North America's, IST India's, BST Britain's summer.
ZONES: Mapping[str, int] = MappingProxyType(
    {
        "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120,
        "HNEC": 60, "EET": 120, "EEST": 180, "MSK": 180, "TRT": 180, "SAST": 120, "CAT": 120, "EAT": 180, "WAT": 60, "IRST": 210,
        "GST": 240, "PKT": 300, "IST": 330, "NPT": 345, "BDT": 360, "WIB": 420, "ICT": 420, "WITA": 480, "WIT": 540, "SGT": 480,
        "HKT": 480, "PHT": 480, "MYT": 480, "AWST": 480, "JST": 540, "KST": 540, "ACST": 570, "AEST": 600, "AEDT": 660,
        "NZST": 720, "NZDT": 780, "ART": -180, "BRT": -180, "CLT": -240, "AST": -240, "ADT": -180, "EST": -300, "EDT": -240,
        "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600,
    }
)  # fmt: skip
# Names that stand for whichever of the two is in force (American newsrooms): resolved by the date.
WALL_ZONES: Mapping[str, str] = MappingProxyType(
    {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
)

# Years that count from elsewhere: Japanese eras (first year), the Republic of China.
ERAS: Mapping[str, int] = MappingProxyType(
    {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911, "中華民國": 1911, "中华民国": 1911}
)
BUDDHIST = 543  #: Thai, Lao, Khmer official years are that many ahead

_MARKS = re.compile("[\u0300-\u036f\u0653-\u0655\u0591-\u05c7\u0640]")


def fold_word(word: str) -> str:
    """`word` for look-up: case, Latin accents, Arabic hamzas and Hebrew points folded away."""
    flat = _MARKS.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return flat.replace("ı", "i").replace("ς", "σ").replace("ł", "l").strip(".'’׳॰")


def _month_tables() -> tuple[Mapping[str, int], Mapping[tuple[str, str], int]]:
    """Every name and unambiguous prefix -> month, and the few that depend on the language."""
    names: dict[str, set[int]] = {}
    own: dict[tuple[str, str], int] = {}
    for row in _MONTHS.strip().splitlines():
        language, *months = row.split()
        for number, forms in enumerate(months, 1):
            for form in forms.replace("_", " ").split("/"):
                key = fold_word(form)
                names.setdefault(key, set()).add(number)
                own[language, key] = number
    table = {fold_word(k): v for k, v in _SHORT.items()}
    prefixes: dict[str, set[int]] = {}
    for name, numbers in names.items():
        for size in range(3, len(name)):
            prefixes.setdefault(name[:size], set()).update(numbers)
    unambiguous = {p: next(iter(n)) for p, n in prefixes.items() if len(n) == 1}
    # "listopad": October in Croatian, November in Czech and Polish, which more newspapers are written in
    full = {name: max(numbers) for name, numbers in names.items()}
    return MappingProxyType({**unambiguous, **table, **full}), MappingProxyType(own)


MONTHS, MONTHS_OF = _month_tables()


def month_number(word: str, language: str | None = None) -> int | None:
    """1..12 for a month's name or abbreviation in any known language, None for another word.

    >>> month_number("Févr."), month_number("października"), month_number("listopad", "hr")
    (2, 10, 10)
    """
    key = fold_word(word)
    if language and (number := MONTHS_OF.get((language, key))):
        return number
    if key.startswith("ב") and len(key) > 3:  # Hebrew writes "in May" as one word
        return MONTHS.get(key) or MONTHS.get(key[1:])
    return MONTHS.get(key)
