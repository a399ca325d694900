namespace Opportune.Core;

/// <summary>
/// What became of the rows of one table: rows read = used + skipped (by reason) + rejected (by reason). Books of
/// partitions add up in any order. Not thread-safe: one a partition.
/// </summary>
public sealed class TableBook
{
    private readonly SortedDictionary<string, long> _skipped = new(StringComparer.Ordinal);
    private long[] _missing = [];

    // Rows come one by one and mostly for the same reason, so that looking it up for each would cost more than the row itself.
    private string _reason = "";
    private long _waiting;

    /// <summary>Rows that were read.</summary>
    public long Read { get; set; }

    /// <summary>Rows that became events, or people.</summary>
    public long Used { get; set; }

    /// <summary>Rows passed over, by reason (<see cref="SkipReasons"/>).</summary>
    public SortedDictionary<string, long> Skipped
    {
        get
        {
            Add(_skipped, _reason, _waiting);
            _waiting = 0;
            return _skipped;
        }
    }

    /// <summary>Rows refused, by rule (<see cref="RejectRules"/>).</summary>
    public SortedDictionary<string, long> Rejected { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows used whose text was not UTF-8 and was read with U+FFFD.</summary>
    public long RepairedText { get; set; }

    /// <summary>Values of used rows that could not be read and were taken as missing; never of a required column.</summary>
    public long ForgottenValues { get; set; }

    /// <summary>Rows read without a value, by number of the column, as far as the reading counts them: those of <c>finding_text</c>.</summary>
    public IReadOnlyList<long> Missing => _missing;

    /// <summary>Whether everything read is accounted for.</summary>
    public bool Balances => Read == Used + Skipped.Values.Sum() + Rejected.Values.Sum();

    /// <summary>Counts rows passed over.</summary>
    public void Skip(string reason, long rows = 1)
    {
        if (!ReferenceEquals(reason, _reason))
        {
            Add(_skipped, _reason, _waiting);
            (_reason, _waiting) = (reason, 0);
        }
        _waiting += rows;
    }

    /// <summary>Counts a row refused.</summary>
    public void Reject(string rule, long rows = 1) => Add(Rejected, rule, rows);

    /// <summary>Counts rows without a value in that column.</summary>
    public void Miss(int column, long rows = 1)
    {
        if (column >= _missing.Length)
            Array.Resize(ref _missing, column + 1);
        _missing[column] += rows;
    }

    /// <summary>Turns rows counted as used into rows passed over or refused, when a later step finds out.</summary>
    public void Reconsider(string reason, bool rejected, long rows = 1)
    {
        Used -= rows;
        Add(rejected ? Rejected : Skipped, reason, rows);
    }

    /// <summary>Adds another book of the same table.</summary>
    public void Add(TableBook other)
    {
        Read += other.Read;
        Used += other.Used;
        RepairedText += other.RepairedText;
        ForgottenValues += other.ForgottenValues;
        for (var column = 0; column < other._missing.Length; column++)
        {
            if (other._missing[column] > 0)
                Miss(column, other._missing[column]);
        }
        foreach (var (reason, rows) in other.Skipped)
            Add(Skipped, reason, rows);
        foreach (var (rule, rows) in other.Rejected)
            Add(Rejected, rule, rows);
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        (Read, Used, RepairedText, ForgottenValues, _waiting, _missing) = (0, 0, 0, 0, 0, []);
        _skipped.Clear();
        Rejected.Clear();
    }

    private static void Add(SortedDictionary<string, long> counts, string key, long rows)
    {
        if (rows != 0)
            counts[key] = counts.GetValueOrDefault(key) + rows;
    }
}

/// <summary>Why a row is passed over.</summary>
public static class SkipReasons
{
    /// <summary>Dated, or recorded, after the as-of date.</summary>
    public const string AfterAsOf = "after-as-of";

    /// <summary>The same row again.</summary>
    public const string EqualDuplicate = "equal-duplicate";

    /// <summary>No measure of the run uses it.</summary>
    public const string NoRuleUsesIt = "no-rule-uses-it";

    /// <summary>Its patient has no finding that a rule uses.</summary>
    public const string NotACandidate = "not-a-candidate";

    /// <summary>A preliminary report.</summary>
    public const string Preliminary = "preliminary";

    /// <summary>An earlier version of a report of which a corrected one is known.</summary>
    public const string Superseded = "superseded-by-correction";

    /// <summary>Its patient is not in the patients table.</summary>
    public const string UnknownPatient = "unknown-patient";

    /// <summary>A code system that nothing here can read.</summary>
    public const string UnknownCodeSystem = "unknown-code-system";

    /// <summary>Status says that it did not happen or does not count: entered-in-error, cancelled, not-done.</summary>
    public const string StatusNotReal = "status-does-not-count";

    /// <summary>A patient who was merged into another, whose own row counts.</summary>
    public const string Merged = "merged";
}

/// <summary>Why a row is refused.</summary>
public static class RejectRules
{
    /// <summary>A patient twice, with different content.</summary>
    public const string DuplicatePatient = "duplicate-patient";

    /// <summary>An event before the patient's birth.</summary>
    public const string BeforeBirth = "event-before-birth";

    /// <summary>A sex that is none of F, M, U.</summary>
    public const string UnknownSex = "unknown-sex";

    /// <summary>A date that no calendar has, or that cannot be meant (before 1850 or after 2200).</summary>
    public const string ImpossibleDate = "impossible-date";

    /// <summary>A required value is missing.</summary>
    public const string MissingValue = "missing-value";

    /// <summary>A number that is none.</summary>
    public const string NotANumber = "not-a-number";

    /// <summary>A value that nobody alive can have (<see cref="Quantity"/>).</summary>
    public const string ImplausibleValue = "implausible-value";

    /// <summary>An accession that comes back later.</summary>
    public const string ReportScattered = "report-scattered";

    /// <summary>Links that say of one patient that two others replace it; none of them holds.</summary>
    public const string ReplacedByTwo = "replaced-by-two";

    /// <summary>Links that lead from a patient back to the same; none of them holds.</summary>
    public const string LinkCycle = "link-cycle";
}

/// <summary>One refused row.</summary>
/// <param name="Table">Canonical table.</param>
/// <param name="File">The file's name within the input folder.</param>
/// <param name="Row">Row within the file, from 1.</param>
/// <param name="Column">The column at fault.</param>
/// <param name="Rule">See <see cref="RejectRules"/>.</param>
/// <param name="Value">The value; goes into the owner-only file and nowhere else.</param>
public sealed record Reject(Table Table, string File, long Row, string Column, string Rule, string Value);
