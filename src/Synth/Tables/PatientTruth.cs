using Opportune.Columnar;
using Opportune.Synth.Charts;
using Opportune.Synth.Verdicts;

namespace Opportune.Synth.Tables;

/// <summary><c>truth/patients.parquet</c>: what each measure should say of each patient.</summary>
internal sealed class PatientTruth(string folder) : IDisposable
{
    private static readonly Schema Columns = new(
    [
        new("patient_id", ColumnKind.Text, Optional: false), new("measure", ColumnKind.Text, Optional: false),
        new("listed", ColumnKind.Integer, Optional: false), new("status", ColumnKind.Text, Optional: false),
        new("reason", ColumnKind.Text, Optional: false), new("tier", ColumnKind.Integer), new("scenario_ids", ColumnKind.Text),
    ]);

    private readonly Sink _sink = new(Path.Combine(folder, "patients.parquet"), Columns);

    public void Write(Chart chart)
    {
        var scenarios = chart.Scenarios.Count == 0 ? null : string.Join(',', chart.Scenarios);
        foreach (var verdict in Verdict.All(chart))
        {
            _sink.Text(chart.Person.Id).Text(verdict.Measure).Whole(verdict.IsListed ? 1 : 0).Text(verdict.Status)
                .Text(verdict.Reason).Whole(verdict.Tier).Text(scenarios).EndRow();
        }
    }

    public void Finish() => _sink.Finish();

    public void Dispose() => _sink.Dispose();
}
