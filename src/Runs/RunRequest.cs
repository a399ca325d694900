using System.Security.Cryptography;
using System.Text;
using Opportune.Core;
using Opportune.Reading;
using Opportune.Runs.Guards;

namespace Opportune.Runs;

/// <summary>What to run.</summary>
public sealed record RunRequest
{
    /// <summary>Id of the job.</summary>
    public required string Job { get; init; }

    /// <summary>The date as of which to look, inclusive.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Folder with the canonical tables.</summary>
    public required string Input { get; init; }

    /// <summary>What the tables in that folder are made of first; null: they are there.</summary>
    public RunSource? Source { get; init; }

    /// <summary>Measures and value sets.</summary>
    public required Rulebook Rules { get; init; }

    /// <summary>What people may decide; for indicators alone, no gap depends on it.</summary>
    public Dispositions Dispositions { get; init; } = new([]);

    /// <summary>How much of the backlog comes to people with a publication.</summary>
    public Workload Workload { get; init; } = new();

    /// <summary>How often a measure that is live is judged anew.</summary>
    public ValidationSettings Validation { get; init; } = new();

    /// <summary>Worklist files to write: worklist.parquet, worklist.arrow, worklist.csv.</summary>
    public required IReadOnlyList<string> Worklists { get; init; }

    /// <summary>The lexicon to read reports with.</summary>
    public required CompiledLexicon Lexicon { get; init; }

    /// <summary>How much of a report is shown around a mention, in characters.</summary>
    public int Excerpt { get; init; } = ExcerptLength.Usual;

    /// <summary>SHA-256 over the files that the rules came from, so that a result can be traced to them.</summary>
    public required string RulesHash { get; init; }

    /// <summary>What each measure's result rests on, by measure id; needed where a list is published.</summary>
    public IReadOnlyDictionary<string, RuleHashes> Hashes { get; init; } = new Dictionary<string, RuleHashes>();

    /// <summary>Names the rules that decide which rows are counted: what it does not depend on, as when the job is due, changes nothing.</summary>
    public string CountedBy => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Hashes.OrderBy(h => h.Key, StringComparer.Ordinal)))));

    /// <summary>When a change from the last publication is held back.</summary>
    public GuardSettings Guards { get; init; } = new();

    /// <summary>Version of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Whose patient it is; for people's eyes alone, no gap depends on it.</summary>
    public AttributionRule Attribution { get; init; } = new();

    /// <summary>Rows that reviewers entered; they count beside the source's.</summary>
    public IReadOnlyList<ReportedRow> Reported { get; init; } = [];

    /// <summary>Deaths that reviewers entered: the day of each patient's. It holds where it is earlier than the source's.</summary>
    public IReadOnlyDictionary<string, DateOnly> ReportedDeaths { get; init; } = new Dictionary<string, DateOnly>();

    /// <summary>What is kept from run to run; null: everything is read. The result does not depend on it.</summary>
    public CacheSettings? Cache { get; init; }

    /// <summary>Threads to use, at least 1; the result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Number of patient buckets, a power of two; null: chosen from the input's size. The result does not depend on it.</summary>
    public int? Buckets { get; init; }

    /// <summary>
    /// Memory for what waits between the steps, in bytes; beyond it files of the work folder take it, which costs little: they are read
    /// while they are still in the system's cache.
    /// </summary>
    public long ExchangeMemory { get; init; } = 256L * 1024 * 1024;
}
