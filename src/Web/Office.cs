using Opportune.Database.Ledger;
using Opportune.Runs;
using Opportune.Schedules;

namespace Opportune.Web;

/// <summary>What administrators need to start, change and publish runs from the pages.</summary>
public sealed record Office
{
    /// <summary>What a run of the ledger asks for, by the rules as their files say now.</summary>
    public required Func<RunRow, RunRequest> Request { get; init; }

    /// <summary>Where the job files are, and what their runs use.</summary>
    public required DutySettings Duty { get; init; }

    /// <summary>How rules are changed; null: they are not from here.</summary>
    public RuleOffice? Rules { get; init; }
}
