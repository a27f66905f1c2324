//! What `issue.yaml` says of tables, values, charts and figures.

use std::collections::BTreeMap;

use super::schema::{RawRow, Scalar, raw};
use super::schema_shapes as shapes;

raw! {
    /// 一张数据表；数据在文件里，或写在 rows 里。
    ///
    /// A table of data, in a file or in `rows`.
    #[schemars(rename = "Table")]
    #[schemars(extend("anyOf" = [{"required": ["file"]}, {"required": ["rows"]}]))]
    #[schemars(extend("required" = ["title"]))]
    struct RawTable {
        /// 数据文件：tables/ 里的 CSV、TSV、YAML 或 xlsx，第一行是各列的名称。
        ///
        /// The data file: CSV, TSV, YAML or xlsx below tables/, with a header row.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["tables/spaces.csv"]))]
        file: Scalar,
        /// 表题，不带编号。
        ///
        /// The caption, without its number.
        #[schemars(schema_with = "shapes::text")]
        title: Scalar,
        /// 全表的单位；各列不同，写在 columns 里。
        ///
        /// The unit of all columns; else per column.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["家", "%", "万人"]))]
        unit: Scalar,
        /// 资料来源。
        ///
        /// What the numbers rest on.
        #[schemars(schema_with = "shapes::text")]
        source: Scalar,
        /// 表注，印在表下。
        ///
        /// Notes printed below the table.
        #[schemars(schema_with = "shapes::texts")]
        notes: Vec<String>,
        /// 哪一列是各行的名称；不写就是第一列。
        ///
        /// The column that names the rows; the first, if absent.
        #[schemars(schema_with = "shapes::text")]
        key: Scalar,
        /// 各列的单位、小数位数、对齐和共用的表头，以列名为键。
        ///
        /// Unit, digits, alignment and shared head of columns, by their names.
        columns: BTreeMap<String, RawColumn>,
        /// 合计行的名称，程序核对它等于其余各行之和。
        ///
        /// The row that must equal the sum of the others.
        #[schemars(schema_with = "shapes::text")]
        total: Scalar,
        /// 合计哪几行；不写就是其余各行。
        ///
        /// The rows that add up to the total; all others, if absent.
        #[schemars(schema_with = "shapes::texts")]
        total_of: Vec<String>,
        /// 写在这里的数据：每行 [甲, 1] 或 { 区域: 甲, 数量: 1 }；第一种写法的第一行是列名。
        ///
        /// The data in place: rows as lists, headed by the names of the columns, or as maps.
        rows: Vec<RawRow>,
        /// xlsx 的工作表；不写就是第一张。
        ///
        /// The sheet of an xlsx file; the first, if absent.
        #[schemars(schema_with = "shapes::text")]
        sheet: Scalar,
        /// xlsx 的区域。
        ///
        /// The range of an xlsx sheet.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["A1:D20"]))]
        range: Scalar,
    }
}

raw! {
    /// 表的一列。
    ///
    /// A column of a table.
    #[schemars(rename = "Column")]
    struct RawColumn {
        /// 单位。
        ///
        /// Its unit.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["家", "%", "万人"]))]
        unit: Scalar,
        /// 印几位小数。
        ///
        /// Digits printed behind the decimal point.
        #[schemars(schema_with = "shapes::whole")]
        digits: Scalar,
        /// 对齐；不写的话，数按小数点，文字靠左。
        ///
        /// How it is set; without, numbers at the point and text at the left.
        #[schemars(schema_with = "shapes::align")]
        align: Scalar,
        /// 共用的表头：相邻几列写同一个 group，上面合成一格；列名以它开头的，下面不再重复。
        ///
        /// The head that adjacent columns of the same group share, above their own; names that all
        /// begin with it do not repeat it.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["2016年"]))]
        group: Scalar,
        /// 合计行管不管这一列。
        ///
        /// Whether the total row holds for it.
        #[schemars(schema_with = "shapes::flag")]
        total: Scalar,
    }
}

raw! {
    /// 一个数据引用：表里的一格，或算出来的数；文中写 [](=名称)。
    ///
    /// A named number: a cell, or a calculation; printed by [](=name).
    #[schemars(rename = "Value")]
    struct RawValue {
        /// 哪张表。
        ///
        /// The table.
        #[schemars(schema_with = "shapes::text")]
        table: Scalar,
        /// 哪一行，写行的名称。
        ///
        /// The row, by its name.
        #[schemars(schema_with = "shapes::text")]
        row: Scalar,
        /// 哪一列，写列名。
        ///
        /// The column, by its name.
        #[schemars(schema_with = "shapes::text")]
        column: Scalar,
        /// 算式：加减乘除（也可写 × ÷）、括号、小数、其他数据引用，和 sum、min、max、mean、count(表.列)；减号两边空格。
        ///
        /// A formula over values and columns.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["filed / spaces", "sum(spaces.备案)"]))]
        calc: Scalar,
        /// 单位，印在数后；不写就是列的。数按它换算：150000 人以 万人 计，印 15万人；算式里的数都没有单位时不能换算。
        ///
        /// The unit printed behind the number, which is converted to it; the column's, if absent.
        #[schemars(schema_with = "shapes::text")]
        unit: Scalar,
        /// 怎样印：number 数，percent 百分数，permille 千分数，fraction 几分之几，times 倍，tenths 成，han 汉字。
        ///
        /// How it is printed.
        #[schemars(schema_with = "shapes::format")]
        format: Scalar,
        /// 几位小数；不写就同列的一样。
        ///
        /// Digits behind the decimal point; the column's, if absent.
        #[schemars(schema_with = "shapes::whole")]
        digits: Scalar,
        /// 以万或亿计。
        ///
        /// Counted in 万 or 亿.
        #[schemars(schema_with = "shapes::scale")]
        scale: Scalar,
        /// 加不加千分位的逗号。
        ///
        /// Whether commas group the digits.
        #[schemars(schema_with = "shapes::flag")]
        thousands: Scalar,
    }
}

raw! {
    /// 一幅统计图，由表里的数画成；文中单独一行写 ![](chart:名称)。
    ///
    /// A chart, drawn from the numbers of a table; placed by ![](chart:name) on a line of its own.
    #[schemars(rename = "Chart")]
    #[schemars(extend("required" = ["table", "kind", "y", "title"]))]
    struct RawChart {
        /// 数据取自哪张表；合计行不画。
        ///
        /// The table that it is drawn from; its total row is left out.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["spaces"]))]
        table: Scalar,
        /// bar 柱，stacked-bar 堆积柱，line 折线，pie 饼，scatter 散点。
        ///
        /// How it is drawn.
        #[schemars(schema_with = "shapes::chart_kind")]
        kind: Scalar,
        /// 横轴取哪一列；不写就是各行的名称。散点图要写，写数的一列。
        ///
        /// The column along the axis; the names of the rows, if absent. A scatter chart needs one of numbers.
        #[schemars(schema_with = "shapes::text")]
        x: Scalar,
        /// 画哪几列，各列单位相同；饼图只画一列。
        ///
        /// The columns that are drawn, all of one unit; a pie has one.
        #[schemars(schema_with = "shapes::texts")]
        #[schemars(extend("examples" = [["众创空间"]]))]
        y: Vec<String>,
        /// 图题，不带编号。
        ///
        /// The caption, without its number.
        #[schemars(schema_with = "shapes::text")]
        title: Scalar,
        /// 图里画了什么，给看不见图的人；不写就由数据生成。
        ///
        /// What it shows, for those who cannot see it; told from the numbers, if absent.
        #[schemars(schema_with = "shapes::text")]
        alt: Scalar,
    }
}

raw! {
    /// 一幅图；文中单独一行写 ![](figure:名称)。
    ///
    /// A figure; placed by ![](figure:name) on a line of its own.
    #[schemars(rename = "Figure")]
    #[schemars(extend("required" = ["file", "title"]))]
    struct RawFigure {
        /// 图片文件：figures/ 里的 svg、png、jpg 或 webp。
        ///
        /// The picture: svg, png, jpg or webp below figures/.
        #[schemars(schema_with = "shapes::text")]
        #[schemars(extend("examples" = ["figures/map.svg"]))]
        file: Scalar,
        /// 图题，不带编号。
        ///
        /// The caption, without its number.
        #[schemars(schema_with = "shapes::text")]
        title: Scalar,
        /// 图里画了什么，给看不见图的人；也可以写在 ![这里](figure:名称)，二者必有其一。
        ///
        /// What it shows, for those who cannot see it; or written ![here](figure:name): one of the two.
        #[schemars(schema_with = "shapes::text")]
        alt: Scalar,
        /// 资料来源。
        ///
        /// What it rests on.
        #[schemars(schema_with = "shapes::text")]
        source: Scalar,
    }
}
