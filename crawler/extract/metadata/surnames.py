"""East Asian family names: what tells 王建宏 from 关闭窗口 where nothing is capitalised.

The commonest names of the censuses (China: about 98 % of the people, Korea: 99 %, Japan: about half; longer
Japanese names are accepted by their length where an author is declared).
"""

from __future__ import annotations

import re

_CHINESE = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭肖程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛"
    "叶葉阎閻余潘杜戴夏钟鐘鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱丘秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐"
    "樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛焦向柳邢路岳齐齊梅莫庄莊辛管祝左涂谷祁时時舒耿牟卜詹关關苗凌费費纪紀靳盛童"
    "欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁隋甘景薄单單包司柏宁寧柯阮桂闵閔解强強柴华華车車冉房边邊辜吉饶饒刁瞿戚古宫宮初丰苟宗佟池艾敖冀连連"
    "匡晏尚明巫栾欒臧桑仇穆娄婁仲应應喻党黨缪繆简簡贝貝郎滕蒲廉惠闻聞麦麥窦竇苑卞楚花卓储儲惠边边郁郗宣邬鄔湛全国"
)
_CHINESE_DOUBLE = "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 司徒 东方 東方 独孤 獨孤 南宫 南宮 夏侯 尉迟 尉遲 长孙 長孫 慕容 皇甫 令狐 公孙 公孫 端木 轩辕 罗科"
_KOREAN = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용라"
_JAPANESE = (
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 渡邉 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 斉藤 齋藤 清水 山崎 山﨑 森 池田 橋本 阿部 石川 石井 小川 前田 岡田 "
    "長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 中島 中嶋 原田 松田 竹内 上田 小野 田村 中山 和田 石田 森田 原 柴田 酒井 工藤 横山 宮崎 宮本 内田 "
    "高木 谷口 安藤 大野 丸山 今井 高田 藤本 河野 小島 村田 武田 上野 杉山 増田 平野 大塚 千葉 久保 松井 小山 岩崎 桜井 野口 松尾 野村 木下 菊地 菊池 佐野 大西 杉本 新井 浜田 古川 市川 水野 小松 "
    "島田 小池 平田 東 北村 飯田 大橋 熊谷 服部 矢野 本田 樋口 川上 永井 中川 川口 松下 辻 荒木 五十嵐 吉川 菅原 西田 飯塚 大島 川崎 福島 尾崎 関 内藤 岩田 八木 石原 望月 浅野 須藤 久保田 沢田 "
    "広瀬 松村 三宅 松岡 星野 岡崎 秋山 萩原 堀 岡 大久保 松浦 川村 黒田 吉村 西川 鎌田 大谷 片山 中田 関口 大渡 田島 上村 川島 土屋 白石 川田 岸 神田 橘 大石 小沢 成田 本間 早川 片岡 永田 "
    "荒井 栗原 田辺 西山 南 平井 小田 伊東 松原 多田 浅井 宮田 岩本 吉岡 堀内 三好 安田 富田 福井 小倉 奥村 星 今村 竹田 根本 大森 津田 川原 植田 稲垣 嶋田 町田 坂口 児玉"
)

_DOUBLE = [name for name in _JAPANESE.split() if len(name) > 1]
_SINGLE = "".join(name for name in _JAPANESE.split() if len(name) == 1)
_CHINESE_NAME = re.compile(
    rf"(?:[{_CHINESE}][一-鿿]{{1,2}}|(?:{'|'.join(_CHINESE_DOUBLE.split())})[一-鿿]{{1,2}})"
)
_KOREAN_NAME = re.compile(rf"(?:[{_KOREAN}][가-힣]{{1,3}}|(?:남궁|황보|선우|제갈|독고|사공)[가-힣]{{1,2}})")
_JAPANESE_NAME = re.compile(
    rf"(?:{'|'.join(sorted(_DOUBLE, key=len, reverse=True))})[\s・]?[一-鿿ぁ-んァ-ヶ々]{{1,4}}"
    rf"|[{_SINGLE}][\s・]?[一-鿿ぁ-んァ-ヶ々]{{2,3}}"  # "東京" is no name
)


def is_chinese_name(text: str) -> bool:
    """A family name of the list and one or two characters."""
    return _CHINESE_NAME.fullmatch(text) is not None


def is_east_asian_name(text: str) -> bool:
    """A Chinese, Japanese or Korean person's name in its own script."""
    return bool(
        _CHINESE_NAME.fullmatch(text) or _JAPANESE_NAME.fullmatch(text) or _KOREAN_NAME.fullmatch(text)
    )
