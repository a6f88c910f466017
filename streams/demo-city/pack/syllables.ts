import type { Names } from '../../contracts/pack.ts';
import type { Random } from '../random.ts';

/** Syllables of place and firm names with their pinyin, and the joining of them into names in both languages. */
export type Syllable = readonly [zh: string, pinyin: string];

const list = (text: string): readonly Syllable[] =>
  Object.freeze(
    text
      .trim()
      .split(/\s+/)
      .map((word): Syllable => {
        const [zh = '', pinyin = ''] = word.split(':');
        return Object.freeze([zh, pinyin]);
      }),
  );

export const PLACE_FIRST =
  list(`东:dong 西:xi 南:nan 北:bei 玉:yu 柳:liu 双:shuang 青:qing 白:bai 石:shi 龙:long 凤:feng 金:jin 银:yin 大:da 长:chang 高:gao
  平:ping 永:yong 太:tai 安:an 和:he 新:xin 古:gu 红:hong 黄:huang 清:qing 桃:tao 杏:xing 梨:li 枣:zao 槐:huai 榆:yu 松:song 竹:zhu
  荷:he 莲:lian 云:yun 天:tian 上:shang 下:xia 马:ma 牛:niu 鹿:lu 鹤:he 燕:yan 三:san 五:wu 七:qi 九:jiu 百:bai 万:wan`);
export const PLACE_SECOND =
  list(`溪:xi 埠:bu 岭:ling 集:ji 岗:gang 岩:yan 店:dian 桥:qiao 潭:tan 庄:zhuang 河:he 沟:gou 峪:yu 湾:wan 坡:po 寨:zhai 铺:pu 堡:bao
  泉:quan 塘:tang 关:guan 口:kou 亭:ting 台:tai 营:ying 渡:du 坪:ping 洼:wa 湖:hu 林:lin 山:shan 滩:tan 井:jing 楼:lou 园:yuan
  陵:ling 阳:yang 丰:feng`);
export const SURNAMES =
  list(`王:wang 李:li 张:zhang 刘:liu 陈:chen 杨:yang 赵:zhao 黄:huang 周:zhou 吴:wu 徐:xu 孙:sun 马:ma 朱:zhu 胡:hu 郭:guo 何:he 林:lin
  高:gao 罗:luo 郑:zheng 梁:liang 谢:xie 宋:song 唐:tang 许:xu 邓:deng 冯:feng 韩:han 曹:cao 曾:zeng 彭:peng 萧:xiao 蔡:cai 潘:pan
  田:tian 董:dong 袁:yuan 于:yu 余:yu 叶:ye 蒋:jiang 杜:du 苏:su 魏:wei 程:cheng 吕:lv 丁:ding 沈:shen 任:ren 姚:yao 卢:lu 傅:fu
  钟:zhong 姜:jiang 崔:cui 谭:tan 廖:liao 范:fan 汪:wang 陆:lu 金:jin 石:shi 戴:dai 贾:jia 韦:wei 夏:xia 邱:qiu 方:fang 侯:hou
  邹:zou 熊:xiong 孟:meng 秦:qin 白:bai 江:jiang 阎:yan 薛:xue 尹:yin 段:duan 雷:lei 黎:li 史:shi 龙:long 陶:tao 贺:he 顾:gu 毛:mao
  郝:hao 龚:gong 邵:shao 万:wan 钱:qian 严:yan 覃:qin 武:wu`);
export const VILLAGE_HEADS = list(
  `前:qian 后:hou 东:dong 西:xi 南:nan 北:bei 大:da 小:xiao 上:shang 下:xia 老:lao 新:xin`,
);
export const VILLAGE_TAILS = list(
  `庄:zhuang 村:cun 屯:tun 营:ying 集:ji 楼:lou 寨:zhai 店:dian 堂:tang 湾:wan 沟:gou 岗:gang`,
);
export const FIRM_FIRST =
  list(`盛:sheng 鑫:xin 宏:hong 联:lian 丰:feng 华:hua 恒:heng 瑞:rui 昌:chang 泰:tai 德:de 明:ming 兴:xing 凯:kai 润:run 正:zheng
  祥:xiang 嘉:jia 信:xin 利:li 鼎:ding 金:jin 佳:jia 顺:shun 荣:rong 海:hai 天:tian 中:zhong 伟:wei 久:jiu 建:jian 永:yong`);
export const FIRM_SECOND =
  list(`源:yuan 泰:tai 达:da 丰:feng 华:hua 通:tong 盛:sheng 隆:long 业:ye 和:he 发:fa 成:cheng 升:sheng 阳:yang 润:run 晟:sheng 元:yuan
  旺:wang 安:an 康:kang 远:yuan 腾:teng 辉:hui 邦:bang 力:li 诚:cheng 博:bo 科:ke 新:xin 立:li 宝:bao 基:ji`);
export const ESTATE_FIRST =
  list(`万:wan 锦:jin 云:yun 翠:cui 御:yu 阳:yang 书:shu 滨:bin 金:jin 福:fu 天:tian 悦:yue 澜:lan 和:he 中:zhong 盛:sheng 星:xing 碧:bi
  华:hua 龙:long`);
export const ESTATE_SECOND =
  list(`和:he 绣:xiu 景:jing 湖:hu 龙:long 光:guang 香:xiang 河:he 地:di 源:yuan 玺:xi 悦:yue 庭:ting 府:fu 都:du 城:cheng 桂:gui 苑:yuan
  润:run 达:da`);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** 西 + 溪 -> 西溪 / Xixi, with an apostrophe before a syllable that begins with a vowel. */
export function join(...parts: readonly Syllable[]): Names {
  const zh = parts.map(([character]) => character).join('');
  const en = parts.map(([, pinyin], i) => (i > 0 && /^[aeo]/.test(pinyin) ? `'${pinyin}` : pinyin)).join('');
  return { zh, en: capital(en) };
}

/** Draws until the Chinese name is one not used before; after many tries a further syllable makes it new. */
export function unused(taken: Set<string>, draw: Random, make: () => Names): Names {
  for (let tries = 0; tries < 200; tries += 1) {
    const names = make();
    if (taken.has(names.zh)) continue;
    taken.add(names.zh);
    return names;
  }
  for (let number = 2; ; number += 1) {
    const names = make();
    const numbered = { zh: `${names.zh}${number}`, en: `${names.en} ${number}` };
    if (taken.has(numbered.zh)) continue;
    taken.add(numbered.zh);
    return numbered;
  }
}
