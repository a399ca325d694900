using System.Globalization;
using Opportune.Core;
using Opportune.Synth.Charts;
using Opportune.Synth.People;
using Opportune.Synth.Reports;

namespace Opportune.Synth.Tables;

/// <summary>Reports by the million, a line a row: most lines come from a stock that was written once, as most dictation does.</summary>
internal sealed class BulkFindings : IDisposable
{
    private const int StockReports = 6000;

    private readonly int _patients;
    private readonly Draw _draw;
    private readonly World _world;
    private readonly Sink _sink;
    private readonly List<Stocked> _plain = [];
    private readonly List<Stocked> _relevant = [];

    public BulkFindings(int patients, int seed, string folder)
    {
        _patients = patients;
        _draw = new(seed, -2);
        _world = new(new() { Patients = 100_000, Seed = seed, AsOf = Hospital.BenchAsOf });
        _sink = new(folder, Table.ImagingFindings);
        for (var i = 0; i < StockReports; i++)
        {
            _plain.Add(Report(relevant: false));
            if (i % 3 == 0)
                _relevant.Add(Report(relevant: true));
        }
    }

    public void Write(long findings)
    {
        long rows = 0, report = 0;
        while (rows < findings)
        {
            var stocked = _draw.Chance(0.1) ? Favoured(_relevant) : Favoured(_plain);
            // A fifth is dictated anew, so that a memo of lines never has seen them all.
            if (_draw.Chance(0.2))
                stocked = Report(relevant: _draw.Chance(0.1));
            report++;
            var day = _draw.Day(Hospital.BenchAsOf.AddYears(-5), Hospital.BenchAsOf);
            var patient = string.Create(CultureInfo.InvariantCulture, $"P{_draw.Between(1, _patients):0000000}");
            var accession = string.Create(CultureInfo.InvariantCulture, $"A{report:000000000}");
            for (var line = 0; line < stocked.Lines.Count && rows < findings; line++, rows++)
            {
                _sink.Text(string.Create(CultureInfo.InvariantCulture, $"F{report:000000000}.{line + 1}")).Text(patient).Text(accession).Day(day)
                    .Text(stocked.Kind.Modality).Day(day).Text("final").Whole(line + 1).Text(stocked.Kind.BodyPart).Skip().Text(stocked.Lines[line])
                    .Skip(5).Text(_world.Sites[0].Id).Text("outpatient").Skip().EndRow();
            }
        }
        _sink.Finish();
    }

    public void Dispose() => _sink.Dispose();

    /// <summary>The stock by popularity: the first are dictated far more often than the last.</summary>
    private Stocked Favoured(List<Stocked> stock)
    {
        var u = _draw.Unit();
        return stock[(int)(u * u * u * stock.Count)];
    }

    private Stocked Report(bool relevant)
    {
        var person = PersonDraw.Draw(_draw, _world, 0);
        var chart = new Chart(person, _world);
        var builder = new ChartBuilder(_draw, chart);
        var film = _draw.Chance(0.7);
        var exam = builder.Examine(film ? ExamKind.ChestFilm : _draw.Pick(ExamKind.All), 100);
        if (relevant)
            exam.Statements.Add(_draw.Chance(0.7) ? builder.Calcification(film ? "aorta-thoracic" : "coronary", (Severity)_draw.Between(0, 3)) : builder.VertebralFracture(builder.SomeAge()));
        Population.Surroundings.Add(builder, exam);
        return new(exam.Kind, [.. new Composer(_draw, person).Compose(exam).SelectMany(Lines)]);
    }

    /// <summary>Two sentences a line, the first with its heading.</summary>
    private static IEnumerable<string> Lines(Section section) => section.Sentences.Select(s => s.Text).Chunk(2)
        .Select((pair, i) => (i == 0 ? section.Name.ToUpperInvariant() + ": " : "") + string.Join(' ', pair));

    private sealed record Stocked(ExamKind Kind, IReadOnlyList<string> Lines);
}
