"""Month names, day-half marks and time zones as feeds write them, in the languages news is written in.

Names are folded (`crawler.markup.dates.fold`): lower case, compatibility forms, no trailing dot. Where one
word means two months (Croatian and Polish "listopad", Czech "srpen" and Croatian "srpanj"), the language
with more feeds wins unless the feed's own language is given.
"""

from __future__ import annotations

NAMES = (
    # one row a month: nominative, genitive and abbreviated forms; sources: Unicode CLDR's month names, feeds seen
    (
        "january jan jänner januar janv janvier jän ene enero gen gennaio gener jaanuar januari janeiro xaneiro urtarrila "
        "ledna leden led januára január jan. stycznia styczeń sty янв января январь янвaрь січня січень січ яну януари "
        "јануар јан студзеня студзень siječnja siječanj sij janúar ianuarie ian ιανουαρίου ιανουάριος ιαν ocak oca yanvar "
        "tammikuuta tammikuu tammi jaan janvāris janvārī sausio sausis saus janar يناير كانون_الثاني جانفي ژانویه ינואר "
        "जनवरी জানুয়ারি ஜனவரி జనవరి જાન્યુઆરી ਜਨਵਰੀ ജനുവരി ಜನವರಿ جنوری มกราคม ม.ค իանվար հունվար հունվարի იანვარი იან қаңтар yanv ionawr eanáir"
    ),
    (
        "february feb feber februar févr fév février febrero feb febbraio febrer veebruar veebr februari fevereiro fev febreiro otsaila "
        "února únor úno február februára lutego luty lut фев февр февраля февраль лютого лютий лют февруари фебруар феб лютага люты "
        "veljače veljača velj febrúar februarie φεβρουαρίου φεβρουάριος φεβ şubat şub fevral helmikuuta helmikuu helmi veeb februāris "
        "februārī vasario vasaris vas shkurt فبراير شباط فيفري فوریه פברואר फ़रवरी फरवरी ফেব্রুয়ারি பிப்ரவரி ఫిబ్రవరి فروری กุมภาพันธ์ ก.พ փետրվար փետրվարի "
        "თებერვალი თებ ақпан chwefror feabhra fevr"
    ),
    (
        "march mar maerz märz mär mrz mars marzo març märts maart mrt maret março mar martxoa března březen bře marec marca mars márc március "
        "marzec мар марта март березня березень бер март сакавіка сакавік ožujka ožujak ožu mar martie μαρτίου μάρτιος μαρ μάρ mart maaliskuuta "
        "maaliskuu maalis mārts martā kovo kovas مارس آذار מרץ मार्च মার্চ மார்ச் మార్చి مارچ มีนาคม มี.ค մարտ մարտի მარტი მარ наурыз mawrth márta mac"
    ),
    (
        "april apr avr avril abr abril aprile aprill apirila april dubna duben dub apríl apríla ápr április kwietnia kwiecień kwi апр апреля апрель "
        "квітня квітень кві квіт април красавіка красавік travnja travanj tra apríl aprilie απριλίου απρίλιος απρ nisan nis aprel huhtikuuta huhtikuu huhti aprīlis aprīlī "
        "balandžio balandis bal prill أبريل ابريل نيسان أفريل آوریل אפריל अप्रैल এপ্রিল ஏப்ரல் ఏప్రిల్ اپریل เมษายน เม.ย ապրիլ ապրիլի აპრილი აპრ сәуір ebrill aibreán"
    ),
    (
        "may mai mayo maggio mag maig maj mei maio maiatza května květen kvě máj mája maja máj május maj мая май травня травень тра трав мај maí "
        "мая траўня травень svibnja svibanj svi mai μαΐου μάιος μαϊ mayıs may toukokuuta toukokuu touko maijs maijā gegužės gegužė geg maj مايو أيار ماي مه מאי मई মে மே మే مئی "
        "พฤษภาคม พ.ค մայիս մայիսի მაისი მაი мамыр mai bealtaine maí"
    ),
    (
        "june jun juni juin junio giugno giu juny juuni juin juni junho xuño ekaina června červen čvn jún júna jún június czerwca czerwiec cze июн июня июнь червня червень чер черв "
        "юни јун јуни чэрвеня чэрвень lipnja lipanj lip júní iunie iun ιουνίου ιούνιος ιουν ιούν haziran haz iyun kesäkuuta kesäkuu kesä jūnijs jūnijā birželio birželis birž qershor "
        "يونيو حزيران جوان ژوئن יוני जून জুন ஜூன் జూన్ جون มิถุนายน มิ.ย հունիս հունիսի ივნისი ივნ маусым mehefin meitheamh"
    ),
    (
        "july jul juli juil juillet julio luglio lug juliol juuli jul julho xullo uztaila července červenec čvc júl júla júl július lipca lipiec июл июля июль липня липень лип юли јул јули "
        "ліпеня ліпень srpnja srpanj júlí iulie iul ιουλίου ιούλιος ιουλ ιούλ temmuz tem iyul heinäkuuta heinäkuu heinä jūlijs jūlijā liepos liepa liep korrik "
        "يوليو تموز جويلية ژوئیه יולי जुलाई জুলাই ஜூலை జూలై جولائی กรกฎาคม ก.ค հուլիս հուլիսի ივლისი ივლ шілде gorffennaf iúil"
    ),
    (
        "august aug août aoû agosto ago agost ag august augustus agustus agt agu agosto abuztua srpna srpen srp august augusta aug augusztus sierpnia sierpień sie авг августа август серпня серпень сер серп "
        "август авг жніўня жнівень kolovoza kolovoz kol ágúst ágú august αυγούστου αύγουστος αυγ αύγ ağustos ağu avqust elokuuta elokuu elo augusts augustā rugpjūčio rugpjūtis rugp gusht "
        "أغسطس اغسطس آب أوت اوت اوت אוגוסט अगस्त আগস্ট ஆகஸ்ட் ఆగస్టు اگست สิงหาคม ส.ค օգոստոս օգոստոսի აგვისტო აგვ тамыз awst lúnasa ogos"
    ),
    (
        "september sep sept septembre septiembre set settembre setembre september setembro setembro iraila září zář septembra september szept szeptember września wrzesień wrz сен сент сентября сентябрь вересня вересень вер "
        "септември септ септембар сеп верасня верасень rujna rujan ruj september septembrie σεπτεμβρίου σεπτέμβριος σεπ eylül eyl sentyabr syyskuuta syyskuu syys septembris septembrī rugsėjo rugsėjis rugs shtator "
        "سبتمبر أيلول سپتامبر ספטמבר सितंबर सितम्बर সেপ্টেম্বর செப்டம்பர் సెప్టెంబర్ ستمبر กันยายน ก.ย սեպտեմբեր սեպտեմբերի სექტემბერი სექ қыркүйек medi meán_fómhair"
    ),
    (
        "october oct okt oktober octobre octubre ottobre ott octubre oktoober oktober outubro out outubro urria října říjen říj október októbra okt október października październik paź окт октября октябрь жовтня жовтень жов жовт "
        "октомври октобар кастрычніка кастрычнік október octombrie οκτωβρίου οκτώβριος οκτ ekim eki oktyabr lokakuuta lokakuu loka oktobris oktobrī spalio spalis spal tetor "
        "أكتوبر اكتوبر تشرين_الأول اکتبر אוקטובר अक्टूबर অক্টোবর அக்டோபர் అక్టోబర్ اکتوبر ตุลาคม ต.ค հոկտեմբեր հոկտեմբերի ოქტომბერი ოქტ қазан hydref deireadh_fómhair"
    ),
    (
        "november nov novembre noviembre novembre november novembro novembro azaroa listopada listopadu listopad lis list novembra november nov листопада листопад лис лист ноя нояб ноября ноябрь ноември ноем новембар нов "
        "лістапада лістапад studenoga studeni stu nóvember noiembrie noi νοεμβρίου νοέμβριος νοε kasım kas noyabr marraskuuta marraskuu marras novembris novembrī lapkričio lapkritis lapkr nëntor "
        "نوفمبر تشرين_الثاني نوامبر נובמבר नवंबर नवम्बर নভেম্বর நவம்பர் నవంబర్ نومبر พฤศจิกายน พ.ย նոյեմբեր նոյեմբերի ნოემბერი ნოე қараша tachwedd samhain"
    ),
    (
        "december dec dez dezember déc décembre dic diciembre dicembre desembre des detsember dets desember dezembro decembro abendua prosince prosinec pro decembra december dec grudnia grudzień gru дек декабря декабрь "
        "грудня грудень гру груд декември децембар дец снежня снежань prosinca prosinac desember decembrie δεκεμβρίου δεκέμβριος δεκ aralık ara dekabr joulukuuta joulukuu joulu decembris decembrī gruodžio gruodis gruod dhjetor "
        "ديسمبر كانون_الأول دسامبر דצמבר दिसंबर दिसम्बर ডিসেম্বর டிசம்பர் డిసెంబర్ دسمبر ธันวาคม ธ.ค դեկտեմբեր դեկտեմբերի დეკემბერი დეკ желтоқсан rhagfyr nollaig disember"
    ),
)
#: The same words where the feed's language makes another month of them.
BY_LANGUAGE = {"hr": {"listopada": 10, "listopad": 10, "lis": 10, "lip": 6}, "cs": {"lip": 7}}
AFTERNOON = frozenset(
    ["pm", "p.m", "p.m.", "下午", "晚上", "午後", "午后", "오후", "م", "μμ", "μ.μ", "мм", "ch"]
)
MORNING = frozenset(["am", "a.m", "a.m.", "上午", "凌晨", "早上", "午前", "오전", "ص", "πμ", "π.μ", "sa"])

_HOUR = 60
#: Minutes east of UTC. RFC 822 names first; for doubtful names the zone with most news feeds ("IST" India, "CST" America).
ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0,
    "est": -5 * _HOUR, "edt": -4 * _HOUR, "et": -5 * _HOUR,
    "cst": -6 * _HOUR, "cdt": -5 * _HOUR, "ct": -6 * _HOUR,
    "mst": -7 * _HOUR, "mdt": -6 * _HOUR, "mt": -7 * _HOUR,
    "pst": -8 * _HOUR, "pdt": -7 * _HOUR, "pt": -8 * _HOUR,
    "akst": -9 * _HOUR, "akdt": -8 * _HOUR, "hst": -10 * _HOUR,
    "ast": -4 * _HOUR, "adt": -3 * _HOUR, "nst": -210, "ndt": -150,
    "brt": -3 * _HOUR, "brst": -2 * _HOUR, "art": -3 * _HOUR, "clt": -4 * _HOUR, "clst": -3 * _HOUR,
    "cot": -5 * _HOUR, "pet": -5 * _HOUR, "vet": -4 * _HOUR, "uyt": -3 * _HOUR,
    "bst": _HOUR, "west": _HOUR, "cet": _HOUR, "met": _HOUR, "mez": _HOUR, "wat": _HOUR, "mewt": _HOUR,
    "cest": 2 * _HOUR, "mest": 2 * _HOUR, "mesz": 2 * _HOUR, "eet": 2 * _HOUR, "sast": 2 * _HOUR, "cat": 2 * _HOUR,
    "eest": 3 * _HOUR, "msk": 3 * _HOUR, "eat": 3 * _HOUR, "trt": 3 * _HOUR, "msd": 4 * _HOUR,
    "gst": 4 * _HOUR, "irst": 210, "irdt": 270, "pkt": 5 * _HOUR, "ist": 330, "npt": 345,
    "ict": 7 * _HOUR, "wib": 7 * _HOUR, "wita": 8 * _HOUR, "hkt": 8 * _HOUR, "sgt": 8 * _HOUR, "myt": 8 * _HOUR,
    "pht": 8 * _HOUR, "awst": 8 * _HOUR, "wit": 9 * _HOUR, "jst": 9 * _HOUR, "kst": 9 * _HOUR,
    "acst": 570, "acdt": 630, "aest": 10 * _HOUR, "aedt": 11 * _HOUR, "nzst": 12 * _HOUR, "nzdt": 13 * _HOUR,
}  # fmt: skip


def month_table() -> dict[str, int]:
    """Folded month word -> 1..12."""
    table: dict[str, int] = {}
    for number, row in enumerate(NAMES, start=1):
        for word in row.split():
            table.setdefault(word.removesuffix(".").replace("_", " "), number)
    return table
