namespace Opportune.Core;

/// <summary>
/// How a site's raw tables, in files or in a database, become the canonical ones: the content of a mapping file
/// <c>jobs/sources/&lt;id&gt;.yaml</c> of kind tables. Names of raw tables and columns are compared without regard to case.
/// </summary>
public sealed record TableMapping
{
    /// <summary>The file's name.</summary>
    public required string Id { get; init; }

    /// <summary>One line for people.</summary>
    public required string Title { get; init; }

    /// <summary>In which an instant is reduced to a date; null: there are none, and one that appears stops the taking.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>How text files are written.</summary>
    public TextForm Text { get; init; } = new();

    /// <summary>The database with the raw tables; null where a command names it, or a folder.</summary>
    public SourceDatabase? Database { get; init; }

    /// <summary>Raw tables that rows of others point into.</summary>
    public required IReadOnlyList<RawLookup> Lookups { get; init; }

    /// <summary>Raw tables that lead from one key to others.</summary>
    public required IReadOnlyList<RawRelation> Relations { get; init; }

    /// <summary>What becomes rows of canonical tables; one raw table may stand here several times.</summary>
    public required IReadOnlyList<MappedTable> Tables { get; init; }

    /// <summary>A raw table of periods that says what the source covers; null: first to last date of each table.</summary>
    public MappedPeriods? Coverage { get; init; }

    /// <summary>SHA-256 of the file and of the site's own queries beside it.</summary>
    public required string Hash { get; init; }

    /// <summary>A site's own queries, by the raw table that each stands for.</summary>
    public IReadOnlyDictionary<string, string> Queries { get; init; } = new Dictionary<string, string>();
}

/// <summary>How text files are written. Files that know types (Parquet, Arrow) and databases need none of it.</summary>
public sealed record TextForm
{
    /// <summary>utf-8, windows-1252, utf-16 (by its byte-order mark) or utf-16le, utf-16be.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>The forms of dates, in .NET's letters; yyyy-MM-dd also reads ISO timestamps.</summary>
    public IReadOnlyList<string> Dates { get; init; } = ["yyyy-MM-dd"];

    /// <summary>Whether a comma parts the decimals; no thousands are parted either way.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>Whether cells may stand in double quotes; null: yes where commas or semicolons part them, no where tabs do.</summary>
    public bool? Quotes { get; init; }

    /// <summary>Texts that mean that nothing is there, beside the empty one.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}

/// <summary>A raw table whose rows are found by a key.</summary>
/// <param name="Name">What the mapping calls it.</param>
/// <param name="From">The raw table.</param>
/// <param name="Key">Its column with the key.</param>
/// <param name="Nothing">Keys that mean that nothing is meant (OMOP's concept 0).</param>
/// <param name="Optional">Whether it may be missing.</param>
/// <param name="Coding">Which columns say the code, where its rows are codes.</param>
public sealed record RawLookup(string Name, string From, string Key, IReadOnlyList<string> Nothing, bool Optional, RawCoding? Coding);

/// <summary>Which columns of a lookup say a code.</summary>
/// <param name="System">The column with the code system.</param>
/// <param name="Systems">What its values mean.</param>
/// <param name="Code">The column with the code.</param>
/// <param name="Display">The column with its name; null without one.</param>
public sealed record RawCoding(string System, ValueWords Systems, string Code, string? Display);

/// <summary>What raw values mean.</summary>
/// <param name="Values">By raw value, exactly as written.</param>
/// <param name="Otherwise">For any other value: a text in which a star stands for the value itself; null: no value.</param>
public sealed record ValueWords(IReadOnlyDictionary<string, string> Values, string? Otherwise);

/// <summary>A raw table that leads from a key to others (a drug to its ingredients), one step or several.</summary>
/// <param name="Name">What the mapping calls it.</param>
/// <param name="From">The raw table.</param>
/// <param name="Key">Its column with the key that one has.</param>
/// <param name="Value">Its column with the key that it leads to.</param>
/// <param name="Where">Rows that count.</param>
/// <param name="Steps">How many steps at most.</param>
/// <param name="Lookup">A lookup in which the keys that are led to are found.</param>
/// <param name="Column">Its column that tells which of them are wanted.</param>
/// <param name="Wanted">The values of that column that are.</param>
public sealed record RawRelation(
    string Name, string From, string Key, string Value, IReadOnlyList<RawCondition> Where, int Steps, string Lookup, string Column, IReadOnlySet<string> Wanted);

/// <summary>Rows of one raw table that become rows of a canonical one.</summary>
/// <param name="Table">The canonical table.</param>
/// <param name="From">The raw table.</param>
/// <param name="Where">All must hold; a row for which one does not is passed over.</param>
/// <param name="Cells">By position of the canonical column.</param>
/// <param name="Codes">What gives its codes: a row for each different one, all under one row id. None: the table has no codes, or cells say them.</param>
public sealed record MappedTable(
    Table Table, string From, IReadOnlyList<RawCondition> Where, IReadOnlyDictionary<int, RawCell> Cells, IReadOnlyList<RawCode> Codes)
{
    /// <summary>Of imaging findings in files: whether the rows of a report do not lie together in a file, and each file is sorted by accession before it is read.</summary>
    public bool IsSortedByAccession { get; init; }
}

/// <summary>A condition on a row.</summary>
/// <param name="Cell">What is looked at.</param>
/// <param name="Is">Values that it must be among ("" for none at all), or that it must not be among.</param>
/// <param name="Not">Whether it must not.</param>
/// <param name="Reason">Why a row for which it does not hold is passed over.</param>
public sealed record RawCondition(RawCell Cell, IReadOnlySet<string> Is, bool Not, string Reason);

/// <summary>Where a value comes from, and what it goes through in this order: lookup, words, values, prefix.</summary>
public sealed record RawCell
{
    /// <summary>The raw column; null for a constant, parts of a date, or alternatives.</summary>
    public string? From { get; init; }

    /// <summary>The same in every row.</summary>
    public string? Constant { get; init; }

    /// <summary>Year, month and day in columns of their own.</summary>
    public RawDateParts? Parts { get; init; }

    /// <summary>The first of them that gives a value.</summary>
    public IReadOnlyList<RawCell> FirstOf { get; init; } = [];

    /// <summary>The raw value is a key of that lookup, and the value is the one of <see cref="Column"/> there.</summary>
    public string? Lookup { get; init; }

    /// <summary>A column of the lookup.</summary>
    public string? Column { get; init; }

    /// <summary>That value is a key of another lookup, and the value is the one of a column there, and so on; each is declared after the one before.</summary>
    public IReadOnlyList<(string Lookup, string Column)> Then { get; init; } = [];

    /// <summary>All lookups that it goes through, in their order.</summary>
    public IEnumerable<(string Lookup, string Column)> Hops => Lookup is null ? [] : [(Lookup, Column!), .. Then];

    /// <summary>Values by words that stand in the text; a text with words of two values says neither.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Words { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What raw values mean; null: themselves.</summary>
    public ValueWords? Values { get; init; }

    /// <summary>Stands before the value.</summary>
    public string? Prefix { get; init; }

    /// <summary>Without all of these there is no value.</summary>
    public IReadOnlyList<RawCondition> When { get; init; } = [];
}

/// <summary>A date whose parts lie in columns of their own.</summary>
/// <param name="Year">Column with the year.</param>
/// <param name="Month">Column with the month, 1 to 12.</param>
/// <param name="Day">Column with the day.</param>
/// <param name="Missing">Month and day that stand for missing ones; null: then there is no date.</param>
public sealed record RawDateParts(string Year, string Month, string Day, (int Month, int Day)? Missing);

/// <summary>One way to a row's codes.</summary>
/// <param name="From">The raw column with a key; null where the row says the code itself.</param>
/// <param name="Through">A relation that leads to other keys; null: the key itself.</param>
/// <param name="Lookup">The lookup in which the keys are found.</param>
/// <param name="System">The code system, where the row says the code itself.</param>
/// <param name="Code">The code, where the row says it itself.</param>
/// <param name="Display">Its name, where the row says the code itself.</param>
/// <param name="Only">Code systems that are taken; empty: all.</param>
/// <param name="IfNone">Only where the ways before it gave no code.</param>
public sealed record RawCode(
    string? From, string? Through, string? Lookup, RawCell? System, RawCell? Code, RawCell? Display, IReadOnlySet<string> Only, bool IfNone);

/// <summary>A raw table of periods in which the source would have recorded what happened.</summary>
/// <param name="From">The raw table.</param>
/// <param name="Start">Column with the first day.</param>
/// <param name="End">Column with the last day.</param>
/// <param name="Tables">Canonical tables that they are of, as far as the source has rows of them.</param>
public sealed record MappedPeriods(string From, string Start, string End, IReadOnlyList<Table> Tables);
