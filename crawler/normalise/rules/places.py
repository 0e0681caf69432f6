"""Words that datelines are made of: agencies, months, and places that need no further proof.

A dateline in capitals, with a date or with an agency proves itself; the places serve the rest
("Kyiv, Ukraine – ", "Berlin – "): capitals, large cities, and names that follow a city.
"""

from __future__ import annotations

from collections.abc import Mapping

from crawler.normalise.text import fold


def _names(table: str) -> frozenset[str]:
    """The names of a table of words, folded; an underscore stands for a space inside a name."""
    return frozenset(fold(name.replace("_", " ")) for name in table.split())


#: usual name -> other ways it is written between a dateline's brackets and dashes
_AGENCIES: Mapping[str, str] = {
    "Reuters": "reuters|thomson reuters|рейтер|رويترز|ロイター|路透社|路透|로이터|רויטרס|रॉयटर्स|ρόιτερς",
    "AP": "ap|associated press|the associated press|美联社|ap通信",
    "AFP": "afp|afp relaxnews|agence france-presse|法新社|أ ف ب|ا ف ب|أ.ف.ب|फ़्रांस प्रेस|afp時事|afp=時事",
    "dpa": "dpa|dpa-afx|dpa/tmn|dpa/lno|dpa/lnw|dpa/lby|dpa/lsw|dpa/lhe|dpa/lbn|dpa/lnw/afp",
    "KNA": "kna",
    "epd": "epd",
    "SID": "sid",
    "APA": "apa",
    "SDA": "sda|keystone-sda|sda/dpa|sda/afp",
    "Xinhua": "xinhua|新华社|新華社|新华网|xinhuanet",
    "China News Service": "中新社|中新网|中国新闻网|cns",
    "CNA": "中央社|cna|central news agency",
    "TASS": "tass|тасс|itar-tass|итар-тасс",
    "RIA Novosti": "ria novosti|риа новости|ria|риа",
    "Interfax": "interfax|interfax.ru|интерфакс|интерфакс-украина|interfax-ukraine",
    "Ukrinform": "ukrinform|укринформ|укрінформ",
    "UNIAN": "unian|униан|уніан",
    "UNN": "unn|унн",
    "Sputnik": "sputnik|спутник",
    "PAP": "pap",
    "ČTK": "čtk|ctk",
    "TASR": "tasr",
    "MTI": "mti",
    "Agerpres": "agerpres",
    "BTA": "bta|бта",
    "Tanjug": "tanjug|танјуг",
    "Hina": "hina",
    "ANSA": "ansa",
    "Adnkronos": "adnkronos",
    "AGI": "agi",
    "LaPresse": "lapresse",
    "Askanews": "askanews",
    "EFE": "efe|agencia efe|efe verde",
    "Europa Press": "europa press|ep|ep/europa press",
    "Lusa": "lusa",
    "Agência Brasil": "agência brasil|abr",
    "Estadão Conteúdo": "estadão conteúdo",
    "Folhapress": "folhapress",
    "Notimex": "notimex",
    "Télam": "télam|telam|na|noticias argentinas",
    "ANP": "anp",
    "Belga": "belga",
    "TT": "tt",
    "NTB": "ntb",
    "Ritzau": "ritzau",
    "STT": "stt",
    "AA": "aa|anadolu|anadolu agency|anadolu ajansı|وكالة الأناضول|الأناضول",
    "DHA": "dha|demirören haber ajansı",
    "İHA": "iha|i̇ha",
    "ANI": "ani|एएनआई",
    "PTI": "pti|भाषा|पीटीआई|pti bhasha|pti-bhasha",
    "IANS": "ians|आईएएनएस",
    "UNI": "uni|यूनीवार्ता|वार्ता|univarta",
    "APP": "app",
    "BSS": "bss|বাসস",
    "Kyodo": "kyodo|kyodo news|共同|共同通信",
    "Jiji": "jiji|jiji press|時事|時事通信",
    "Yonhap": "yonhap|yonhap news agency|연합뉴스|聯合뉴스",
    "Newsis": "newsis|뉴시스",
    "News1": "news1|뉴스1",
    "Antara": "antara",
    "Bernama": "bernama",
    "VNA": "vna|ttxvn",
    "Petra": "petra|بترا",
    "SPA": "spa|واس",
    "WAM": "wam|وام",
    "MENA": "mena|أ ش أ",
    "IRNA": "irna|ایرنا",
    "ISNA": "isna|ایسنا",
    "Tasnim": "tasnim|تسنیم",
    "Mehr": "mehr|مهر",
    "Fars": "fars|فارس",
    "SANA": "sana|سانا",
    "WAFA": "wafa|وفا",
    "JTA": "jta",
    "TPS": "tps",
    "GNA": "gna",
    "NAN": "nan",
    "SAnews": "sanews|sanews.gov.za",
    "AAP": "aap",
    "Canadian Press": "canadian press|the canadian press|la presse canadienne|cp",
    "UPI": "upi",
    "Bloomberg": "bloomberg|bloomberg news",
    "CNN": "cnn",
    "BBC": "bbc",
    "VOA": "voa",
    "RFE/RL": "rfe/rl|rferl",
    "Deutsche Welle": "dw",
    "StateNews": "state news",
    "AMNA": "αμπε|απε-μπε|απε",
    "KUNA": "kuna|كونا",
    "QNA": "qna|قنا",
    "Business Wire": "business wire|businesswire",
    "PR Newswire": "pr newswire|prnewswire",
    "GlobeNewswire": "globe newswire|globenewswire",
    "Newsfile": "newsfile|newsfile corp.",
    "ots": "ots",
    "ACN Newswire": "acn newswire",
    "Kompas": "kompas.com",
    "Tempo": "tempo.co|tempo",
    "detik": "detikcom|detiknews",
    "Liputan6": "liputan6.com",
    "Okezone": "okezone",
}
AGENCIES: Mapping[str, str] = {
    fold(form): name for name, forms in _AGENCIES.items() for form in forms.split("|")
}

MONTHS = _names("""
    jan january januar janvier enero gennaio janeiro januari stycznia января січня ocak يناير ژانویه ינואר जनवरी ιανουαρίου ledna ianuarie január
    feb february februar février febrero febbraio fevereiro februari lutego февраля лютого şubat فبراير فوریه פברואר फरवरी φεβρουαρίου února februarie
    mar march märz mars marzo março maart marca марта березня mart مارس מרץ मार्च μαρτίου března martie maret
    apr april avril abril aprile april kwietnia апреля квітня nisan أبريل آوریل אפריל अप्रैल απριλίου dubna aprilie
    may mai mayo maggio maio mei maja мая травня mayıs مايو مه מאי मई μαΐου května
    jun june juni juin junio giugno junho czerwca июня червня haziran يونيو ژوئن יוני जून ιουνίου června iunie
    jul july juli juillet julio luglio julho lipca июля липня temmuz يوليو ژوئیه יולי जुलाई ιουλίου července iulie
    aug august août agosto augustus augusti sierpnia августа серпня ağustos أغسطس اوت אוגוסט अगस्त αυγούστου srpna agustus
    sep sept september septembre septiembre settembre setembro września сентября вересня eylül سبتمبر سپتامبر ספטמבר सितंबर σεπτεμβρίου září septembrie
    oct october oktober octobre octubre ottobre outubro października октября жовтня ekim أكتوبر اکتبر אוקטובר अक्टूबर οκτωβρίου října octombrie
    nov november novembre noviembre novembro listopada ноября листопада kasım نوفمبر نوامبر נובמבר नवंबर νοεμβρίου noiembrie
    dec december dezember décembre diciembre dicembre dezembro desember grudnia декабря грудня aralık ديسمبر دسامبر דצמבר दिसंबर δεκεμβρίου prosince decembrie
    monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
    """)

PLACES = _names("""
    Abidjan Abuja Accra Addis_Ababa Aden Algiers Alger Almaty Amman Amsterdam Andorra Ankara Antananarivo Antwerp Apia Aqaba Ashgabat Asmara Astana
    Asunción Athens Athen Athènes Atenas Atlanta Auckland Austin Baghdad Bagdad Baku Bali Baltimore Bamako Bandung Bangkok Bangui Banjul Barcelona
    Barcelone Barnaul Basel Basra Beijing Beirut Beyrouth Belfast Belgrade Belgrad Bengaluru Bangalore Berlin Bern Berne Bhopal Bilbao Bishkek Bissau
    Bloemfontein Bogotá Bogota Bologna Bonn Bordeaux Boston Brasília Brasilia Bratislava Brazzaville Bremen Bridgetown Brisbane Bristol Brno Brussels
    Brüssel Bruxelles Bruselas Brussel Bucharest Bukarest București Budapest Buenos_Aires Bujumbura Bulawayo Cairo Kairo Calgary Calcutta Cali Canberra Cape_Town
    Caracas Cardiff Casablanca Chandigarh Charlotte Chengdu Chennai Chicago Chișinău Chisinau Christchurch Cleveland Cologne Colombo Conakry Copenhagen Kopenhagen
    Copenhague Córdoba Cork Cotonou Cracow Kraków Krakow Curitiba Dakar Dallas Damascus Damas Damaskus Dar_es_Salaam Darwin Delhi Denver Detroit Dhaka Dili Djibouti
    Dodoma Doha Donetsk Dortmund Douala Dresden Dubai Dublin Duisburg Durban Dushanbe Düsseldorf Edinburgh Edmonton Erbil Essen Florence Frankfurt
    Freetown Fukuoka Gaborone Gaza Gaza_City Gaza-Stadt Geneva Genf Genève Ginebra Genoa Georgetown Glasgow Gothenburg Göteborg Graz Guadalajara Guangzhou
    Guatemala_City Hague The_Hague Den_Haag La_Haye Haifa Halifax Hamburg Hanoi Hanover Hannover Harare Hargeisa Havana Havanna La_Havane La_Habana Helsinki Helsingfors Hiroshima Ho_Chi_Minh_City
    Hobart Hong_Kong Hongkong Honiara Honolulu Houston Hyderabad Ibadan Incheon Innsbruck Islamabad Istanbul İstanbul Izmir Jaipur Jakarta Jeddah Jerusalem Johannesburg Juba
    Kabul Kaduna Kampala Kandahar Kano Kaohsiung Karachi Kathmandu Kazan Kharkiv Charkiw Kharkov Khartoum Kherson Kyiv Kiev Kiew Kigali Kingston Kinshasa Kiruna
    Kolkata Köln Kuala_Lumpur Kuwait_City Kyoto La_Paz Lagos Lahore Las_Vegas Lausanne Leeds Leipzig Lille Lilongwe Lima Limassol Linz Lisbon Lissabon Lisboa Lisbonne Liverpool
    Ljubljana Lomé London Londres Londra Londen Los_Angeles Luanda Lucknow Lusaka Luxembourg Luxemburg Lviv Lwiw Lyon Madrid Mainz Malabo Malé Manama Managua Manaus Manchester Manila
    Maputo Mariupol Marrakech Marseille Maseru Mbabane Mecca Medellín Melbourne Mexico_City Ciudad_de_México Mexiko-Stadt Miami Milan Mailand Milano Milwaukee Minneapolis Minsk Mogadishu Mombasa Monaco Monrovia
    Monterrey Montevideo Montpellier Montreal Montréal Moscow Moskau Moscou Moscú Mosca Moskva Mosul Mumbai Munich München Münster Muscat Nablus Nagasaki Nagoya Nairobi Nantes Naples Nassau Naypyidaw
    N'Djamena New_Delhi New_Orleans New_York Newark Niamey Nice Nicosia Nouakchott Novosibirsk Nuremberg Nürnberg Odesa Odessa Osaka Oslo Ottawa Ouagadougou Palermo Panama_City Paramaribo
    Paris París Parigi Parijs Paryż Perth Peshawar Philadelphia Phnom_Penh Phoenix Pittsburgh Podgorica Port-au-Prince Port_Harcourt Port_Louis Port_Moresby Port_of_Spain Portland Porto Porto_Alegre
    Potsdam Poznań Prague Prag Praha Praia Pretoria Pristina Pune Putrajaya Pyongyang Quebec Québec Quito Rabat Ramallah Rafah Recife Reykjavik Riga Rio_de_Janeiro Riyadh Riad Rome Rom Roma Rostock Rotterdam
    Saarbrücken Sacramento Salzburg Sana'a Sanaa San_Diego San_Francisco San_José San_Juan San_Salvador Santiago Santiago_de_Chile Santo_Domingo São_Paulo Sao_Paulo São_Tomé Sarajevo Schwerin Seattle Seoul Séoul Sevilla
    Seville Shanghai Sharjah Shenzhen Singapore Singapur Skopje Sofia Soweto Split Srinagar St._Petersburg Stockholm Straßburg Strasbourg Stuttgart Sumy Surabaya Suva Sydney Taipei Taipeh Tallinn
    Tashkent Tbilisi Tegucigalpa Tehran Teheran Téhéran Tel_Aviv Thessaloniki The_Valley Tianjin Tijuana Timbuktu Tirana Tiranë Tokyo Tokio Toronto Toulouse Tripoli Tromsø Tunis Turin Tuzla
    Ulan_Bator Ulaanbaatar Vaduz Valencia Valletta Valparaíso Vancouver Vatican_City Vatikanstadt Venice Venedig Victoria Vienna Wien Vienne Viena Vientiane Vilnius Vladivostok Volgograd Warsaw Warschau Varsovie Varsovia Warszawa
    Washington Washington_D.C. Washington_DC Wellington Wiesbaden Winnipeg Windhoek Wuhan Wrocław Yangon Yaoundé Yerevan Yokohama Yogyakarta Zagreb Zanzibar Zaporizhzhia Zürich Zurich
    Москва Киев Київ Минск Санкт-Петербург Харьков Харків Одесса Одеса Львов Львів Днепр Дніпро Вашингтон Лондон Париж Берлин Берлін Брюссель Пекин Токио Токіо Варшава Женева Женеве Иерусалим Анкара Стамбул Астана Ташкент Баку Ереван Тбилиси Кишинев София Белград
    القاهرة بيروت دمشق بغداد عمان الرياض جدة دبي أبوظبي الدوحة الكويت المنامة مسقط صنعاء عدن الخرطوم طرابلس تونس الجزائر الرباط غزة القدس رام_الله واشنطن لندن باريس موسكو أنقرة طهران بكين نيويورك جنيف برلين بروكسل كييف إسطنبول الدار_البيضاء
    تهران کابل بغداد دمشق لندن پاریس مسکو واشنگتن مشهد اصفهان شیراز تبریز
    ירושלים תל_אביב חיפה וושינגטון לונדון ביירות
    दिल्ली नई_दिल्ली नयी_दिल्ली मुंबई कोलकाता चेन्नई लखनऊ पटना भोपाल जयपुर रांची देहरादून चंडीगढ़ इस्लामाबाद वाशिंगटन लंदन बीजिंग पेरिस हैदराबाद अहमदाबाद बेंगलुरु श्रीनगर
    Αθήνα Θεσσαλονίκη Λευκωσία Βρυξέλλες Ουάσιγκτον Ankara Diyarbakır İzmir Bursa Antalya
    北京 上海 广州 深圳 香港 台北 東京 大阪 서울 부산 華盛頓 华盛顿 纽约 紐約 伦敦 倫敦 巴黎 柏林 莫斯科 ワシントン ニューヨーク ロンドン パリ ベルリン モスクワ ソウル 워싱턴 도쿄 베이징 뉴욕
    """)

#: names that follow a city: states of federations and countries, as far as datelines use them
REGIONS = _names("""
    Ala. Ariz. Ark. Calif. Colo. Conn. Del. Fla. Ga. Ill. Ind. Kan. Ky. La. Md. Mass. Mich. Minn. Miss. Mo. Mont. Neb. Nev. N.H. N.J. N.M. N.Y. N.C. N.D. Okla. Ore. Pa. R.I. S.C. S.D. Tenn. Tex. Vt. Va. Wash. W.Va. Wis. Wyo. D.C. DC U.K. UK U.S. USA US UAE
    Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada
    New_Hampshire New_Jersey New_Mexico New_York North_Carolina North_Dakota Ohio Oklahoma Oregon Pennsylvania Rhode_Island South_Carolina South_Dakota Tennessee Texas Utah Vermont Virginia Washington West_Virginia Wisconsin Wyoming
    Ontario Quebec Alberta British_Columbia Manitoba Saskatchewan Nova_Scotia New_Brunswick Newfoundland Queensland Victoria New_South_Wales Tasmania NSW
    Afghanistan Albania Algeria Angola Argentina Armenia Australia Austria Azerbaijan Bahrain Bangladesh Belarus Belgium Benin Bolivia Bosnia Botswana Brazil Bulgaria Burkina_Faso Burundi Cambodia Cameroon Canada Chad Chile China Colombia Congo Costa_Rica Croatia Cuba Cyprus Czech_Republic
    Denmark Djibouti Dominican_Republic Ecuador Egypt El_Salvador England Eritrea Estonia Eswatini Ethiopia Fiji Finland France Gabon Gambia Gaza Gaza_Strip Germany Ghana Greece Greenland Guatemala Guinea Guyana Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland Israel Italy Ivory_Coast Jamaica Japan Jordan
    Kazakhstan Kenya Kosovo Kuwait Kyrgyzstan Laos Latvia Lebanon Lesotho Liberia Libya Lithuania Luxembourg Madagascar Malawi Malaysia Maldives Mali Malta Mauritania Mauritius Mexico Moldova Mongolia Montenegro Morocco Mozambique Myanmar Namibia Nepal Netherlands New_Zealand Nicaragua Niger Nigeria North_Korea North_Macedonia Northern_Ireland Norway
    Oman Pakistan Palestine Panama Papua_New_Guinea Paraguay Peru Philippines Poland Portugal Qatar Romania Russia Rwanda Saudi_Arabia Scotland Senegal Serbia Sierra_Leone Singapore Slovakia Slovenia Somalia South_Africa South_Korea South_Sudan Spain Sri_Lanka Sudan Suriname Sweden Switzerland Syria Taiwan Tajikistan Tanzania Thailand Togo Trinidad Tunisia Turkey Türkiye Turkmenistan
    Uganda Ukraine United_Arab_Emirates United_Kingdom United_States Uruguay Uzbekistan Vatican Venezuela Vietnam Wales West_Bank Yemen Zambia Zimbabwe
    Deutschland Frankreich Österreich Schweiz España Francia Italia México Brasil Россия Украина Україна
    """)

#: words that stand before a dash in capitals or alone and are no places
NO_PLACES = _names("""
    breaking exclusive update updated opinion analysis comment commentary video watch live review interview spoiler new now hot note deal online photos pictures explainer
    factcheck fact check editorial column podcast sponsored advertisement summary warning alert correction obituary profile feature special report news sport sports business
    politics world culture science health technology poll quiz recipe weather preview recap results score highlights transcript letter letters q a question answer yes no
    eilmeldung kommentar analyse meinung interview porträt exklusiv anzeige hintergrund glosse reportage liveblog ticker exclusif tribune portrait enquête reportage direct
    exclusiva opinión análisis entrevista reportaje última hora esclusiva opinione intervista exclusivo análise entrevista эксклюзив мнение интервью срочно обновлено видео фото
    """)
