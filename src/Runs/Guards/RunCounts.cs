using System.Globalization;
using Opportune.Core;
using Opportune.Engine.Evaluation;

namespace Opportune.Runs.Guards;

/// <summary>
/// Everything that a run counted, by subject and item, as the ledger keeps it and as the guards compare it. A site is part
/// of a subject's name; an identifier of a person or row never is.
/// </summary>
public sealed partial class RunCounts
{
    private const string At = " @ ";
    private const string SitePrefix = "site ", MeasurePrefix = "measure ", PartPrefix = "part ";
    private const string WordsPrefix = "report words" + At;
    private readonly SortedDictionary<(string Subject, string Item), long> _counts = new(Comparer<(string Subject, string Item)>.Create(
        (a, b) => string.CompareOrdinal(a.Subject, b.Subject) is var order and not 0 ? order : string.CompareOrdinal(a.Item, b.Item)));

    /// <summary>Rows of a table whose code system nothing can read, by table and system.</summary>
    public const string UnknownSystems = "unknown code systems";

    /// <summary>Rows of codes of used families that are in no value set, by code.</summary>
    public const string UnplacedCodes = "unplaced codes";

    /// <summary>All of them in ordinal order.</summary>
    public IEnumerable<(string Subject, string Item, long Amount)> All => _counts.Select(c => (c.Key.Subject, c.Key.Item, c.Value));

    /// <summary>One count; zero where nothing was counted.</summary>
    public long this[string subject, string item]
    {
        get => _counts.GetValueOrDefault((subject, item));
        set => _counts[(subject, item)] = value;
    }

    /// <summary>
    /// The share of the patients at whom the run looked: below 1 where a unit of patients was given up. Which patients share a unit is as good as
    /// chance, so what was counted of the others, divided by it, is what to expect of all.
    /// </summary>
    public double EvaluatedShare => _counts.Keys.FirstOrDefault(k => k.Subject.StartsWith(OfMeasure(""), StringComparison.Ordinal) && k.Item == Items.Patients).Subject is { } measure
        ? 1 - ((double)this[measure, Items.Left(FunnelSteps.NotEvaluated)] / Math.Max(1, this[measure, Items.Patients]))
        : 1;

    /// <summary>The sites that the run saw; "" where the source names none.</summary>
    public IEnumerable<string> Sites => _counts.Keys.Select(k => k.Subject).Distinct().Where(s => s.StartsWith(SitePrefix, StringComparison.Ordinal)).Select(s => s[SitePrefix.Length..]);

    /// <summary>Subject: a table.</summary>
    public static string Of(Table table) => $"table {CanonicalTable.Of(table).Name}";

    /// <summary>Whether the rows of a table are counted one by one; of the others the list of files says how many there are.</summary>
    public static bool IsCounted(Table table) => table is not (Table.Feeds or Table.Providers or Table.Appointments or Table.PatientLinks);

    /// <summary>Subject: a measure.</summary>
    public static string OfMeasure(string measure) => MeasurePrefix + measure;

    /// <summary>Subject: a measure at a site.</summary>
    public static string OfPart(string measure, string site) => $"{PartPrefix}{measure}{At}{site}";

    /// <summary>Subject: a site.</summary>
    public static string OfSite(string site) => SitePrefix + site;

    /// <summary>The site that a subject is of; empty where the source names none; null: it is of no site.</summary>
    public static string? SiteOf(string subject) =>
        subject.StartsWith(SitePrefix, StringComparison.Ordinal) ? subject[SitePrefix.Length..]
        : subject.IndexOf(At, StringComparison.Ordinal) is var at and >= 0 ? subject[(at + At.Length)..]
        : null;

    /// <summary>The measure that a subject is of, at a site or as a whole; null: it is of none.</summary>
    public static string? MeasureOf(string subject) =>
        subject.StartsWith(MeasurePrefix, StringComparison.Ordinal) ? subject[MeasurePrefix.Length..]
        : subject.StartsWith(PartPrefix, StringComparison.Ordinal) ? subject[PartPrefix.Length..subject.IndexOf(At, StringComparison.Ordinal)]
        : null;

    /// <summary>Subject: the sampled reports of a site.</summary>
    public static string OfWords(string site) => WordsPrefix + site;

    /// <summary>The sites whose reports were sampled; "" for reports of which none is known.</summary>
    public IEnumerable<string> SampledSites => _counts.Keys.Select(k => k.Subject).Distinct().Where(s => s.StartsWith(WordsPrefix, StringComparison.Ordinal)).Select(s => s[WordsPrefix.Length..]);

    /// <summary>Items of the subjects.</summary>
    public static class Items
    {
        /// <summary>Of a table: rows read.</summary>
        public const string Read = "read";

        /// <summary>Of a table: rows used.</summary>
        public const string Used = "used";

        /// <summary>Of a table: rows whose text was not UTF-8.</summary>
        public const string RepairedText = "text repaired";

        /// <summary>Of a table: values that could not be read and are taken as missing.</summary>
        public const string ForgottenValues = "values forgotten";

        /// <summary>Of a measure: all patients.</summary>
        public const string Patients = "patients";

        /// <summary>Of a measure: patients who left before they had an index event, at that step.</summary>
        public static string Left(string step) => $"left {step}";

        /// <summary>Of a measure or part: patients with an index event.</summary>
        public const string WithIndex = "with-index-event";

        /// <summary>Of a site: patients of whom something was found that a rule could start from.</summary>
        public const string Candidates = "candidates";

        /// <summary>Of a site: patients aged <see cref="Engine.Evaluation.SiteControls.CountedAge"/> and over.</summary>
        public static string Older { get; } = string.Create(CultureInfo.InvariantCulture, $"patients aged {SiteControls.CountedAge} and over");

        /// <summary>Of sampled reports: their words.</summary>
        public const string Words = "sampled";

        /// <summary>Of sampled reports: the words that the lexicon knows.</summary>
        public const string KnownWords = "known";

        /// <summary>Of a table: rows passed over for that reason.</summary>
        public static string Skipped(string reason) => $"skipped {reason}";

        /// <summary>Of a table: rows refused by that rule.</summary>
        public static string Rejected(string rule) => $"rejected {rule}";

        /// <summary>Of a table: rows refused by that rule for what stands in that column.</summary>
        public static string RejectedFor(string rule, string column) => $"refused {rule}: {column}";

        /// <summary>Of a table: rows read without a value in that column.</summary>
        public static string Missing(string column) => $"missing {column}";

        /// <summary>Of a site: events of candidates, or candidates themselves, without a value in that column of that table.</summary>
        public static string MissingAt(Table table, string column) => $"missing {CanonicalTable.Of(table).Name} {column}";

        /// <summary>Of a site: events of candidates from that table.</summary>
        public static string Rows(Table table) => $"rows {CanonicalTable.Of(table).Name}";

        /// <summary>Of a site: how positive controls' items begin.</summary>
        public const string ControlPrefix = "control ";

        /// <summary>Of a site: rows of a year that a positive control's value set holds.</summary>
        public static string Control(Table table, string valueSet) => $"{ControlPrefix}{CanonicalTable.Of(table).Name} {valueSet}";
    }
}
