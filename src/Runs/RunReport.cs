using Opportune.Columnar;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Ledger;
using Opportune.Runs.Bands;
using Opportune.Runs.Guards;
using Opportune.Sources.Snapshots;

namespace Opportune.Runs;

/// <summary>What a run did. <see cref="Tables"/> to <see cref="Notes"/> are the same for the same inputs, rules and as-of date.</summary>
public sealed record RunReport
{
    /// <summary>Name of this execution.</summary>
    public required string RunId { get; init; }

    /// <summary>How it ended: a word of <see cref="RunStates"/>.</summary>
    public string State { get; init; } = RunStates.Succeeded;

    /// <summary>The folder with its files; null for a dry run.</summary>
    public string? Folder { get; init; }

    /// <summary>Parts that wait for a person.</summary>
    public IReadOnlyList<HeldPart> Held { get; init; } = [];

    /// <summary>Whom it could not evaluate; null: nobody.</summary>
    internal LeftOut? LeftOut { get; init; }

    /// <summary>What its publication added, dropped and changed; null where nothing was published.</summary>
    public IReadOnlyList<ChangeCount>? Changes { get; init; }

    /// <summary>Whether nothing was published before it.</summary>
    public bool IsFirstPublication { get; init; }

    /// <summary>The request.</summary>
    public required RunRequest Request { get; init; }

    /// <summary>The files that were read.</summary>
    public required IReadOnlyList<InputFile> Inputs { get; init; }

    /// <summary>What was understood of the source that the input was taken from; null where it is canonical tables.</summary>
    public TakenSource? Taken { get; init; }

    /// <summary>What became of the rows of each table.</summary>
    public required IReadOnlyDictionary<Table, TableBook> Tables { get; init; }

    /// <summary>What became of the patients, by measure.</summary>
    public required IReadOnlyList<MeasureBook> Measures { get; init; }

    /// <summary>Rows of code systems that nothing here can read, by table and system as written.</summary>
    public required IReadOnlyDictionary<string, long> UnknownCodeSystems { get; init; }

    /// <summary>Rows of ICD-10-CM codes that no value set holds though others of their family are used, by code.</summary>
    public required IReadOnlyDictionary<string, long> UnplacedCodes { get; init; }

    /// <summary>Positive controls, by site and value set, as one line each.</summary>
    public required IReadOnlyList<string> Controls { get; init; }

    /// <summary>What a reader of the result should know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What the feeds cover: as the source says, or as the run found.</summary>
    public required IReadOnlyList<FeedInterval> Feeds { get; init; }

    /// <summary>All of it in counts, by site too.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>What the last days were, by site.</summary>
    public required IReadOnlyDictionary<string, DayCounts> Days { get; init; }

    /// <summary>The files that were written; empty for a dry run.</summary>
    public IReadOnlyList<OutputFile> Outputs { get; init; } = [];

    /// <summary>How much came from what was kept; null without a cache.</summary>
    public CacheReport? Cache { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long each step took, in order.</summary>
    public required IReadOnlyList<(string Step, TimeSpan Time)> Timings { get; init; }
}

/// <summary>A file that was read.</summary>
public sealed record InputFile(string Table, string Name, long Bytes, long Rows);

/// <summary>A file that was written.</summary>
public sealed record OutputFile(string Name, long Rows, long Bytes, string Sha256)
{
    internal OutputFile(string name, WrittenFile file) : this(name, file.Rows, file.Bytes, file.Sha256)
    {
    }
}
