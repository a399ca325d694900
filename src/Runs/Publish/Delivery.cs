using Opportune.Database.Ledger;
using Opportune.Runs.Ledger;

namespace Opportune.Runs;

/// <summary>The last step of a run: its files in place, then its end in the ledger.</summary>
internal abstract class Delivery
{
    /// <summary>The way that leads to the place.</summary>
    public static Delivery Of(RunPlace place) => place switch
    {
        { OutFolder: null } => new DryRun(),
        { Database: null } => new IntoFolder(place.OutFolder),
        _ => new IntoDatabase(place),
    };

    /// <summary>Publishes; what it returns is the report with files and state.</summary>
    public abstract Task<RunReport> Publish(PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, RunReport report, DoneBefore before, StepClock clock, RunSession session);

    /// <summary>Writes the files but run.json.</summary>
    protected static List<OutputFile> Write(
        PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, IOutputPlace output, EntryLines? lines, DoneBefore before, StepClock clock, CancellationToken cancel) =>
        clock.Time("finish", evaluated.Sum(b => b.Gaps.Count), "gaps", done => RunOutputs.Write(run, evaluated, output, lines, before.Outputs, done, cancel));

    // Everything is done, and nothing written.
    private sealed class DryRun : Delivery
    {
        public override async Task<RunReport> Publish(PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, RunReport report, DoneBefore before, StepClock clock, RunSession session)
        {
            clock.Time("finish", evaluated.Sum(b => b.Gaps.Count), "gaps", _ => 0);
            run.RefuseChangedInput();
            await session.Finish(report.State, null, connection => LedgerFiles.Write(connection, report));
            return report;
        }
    }

    // Files alone: the folder is the publication.
    private sealed class IntoFolder(string folder) : Delivery
    {
        public override async Task<RunReport> Publish(PreparedRun run, IReadOnlyList<EvaluatedBucket> evaluated, RunReport report, DoneBefore before, StepClock clock, RunSession session)
        {
            using var output = new OutputFolder(folder, report.RunId);
            report = report with { Outputs = Write(run, evaluated, output, null, before, clock, session.Stop), Folder = folder };
            run.RefuseChangedInput();
            RunOutputs.WriteManifest(output, report);
            session.Stop.ThrowIfCancellationRequested();
            await session.Finish(report.State, null, connection => LedgerFiles.Write(connection, report));
            output.Publish([.. report.Outputs.Select(f => f.Name)], RunOutputs.Possible);
            return report;
        }
    }
}
