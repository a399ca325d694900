using Opportune.App;
using Opportune.Core;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;
using Opportune.Tests.Unit.Sources;

namespace Opportune.Tests.Integration.Runs;

/// <summary>
/// A night over a census brings together only those to whom something has happened, and gives the bytes of one that reads everything: over nights
/// on which rows come for people of whom there are others, days pass, patients are merged and unmerged, and reviewers enter and withdraw rows.
/// </summary>
public sealed class CensusTests : IDisposable
{
    private const int Parts = 16;
    private static readonly DateOnly AsOf = new(2023, 6, 30);

    private readonly TemporaryFolder _folder = Some.Folder();
    private readonly LoadedJobs _jobs = LoadedJobs.Load(ShippedJobs.All, siteValueSets: null);
    private ILookup<int, string> _parts = Array.Empty<int>().ToLookup(i => i, _ => "");
    private string[] _people = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_sequence_of_nights_gives_what_full_runs_give(int seed)
    {
        var random = new Random(seed);
        Fill(random, patients: 700, Parts);
        var (there, request, censuses) = (Parts * 3 / 4, Request(AsOf), 0);
        Bring(0, there);
        for (var night = 0; night < 12; night++)
        {
            var report = AssertSame(request, $"seed {seed}, night {night}");
            censuses += report.Cache!.People > report.Cache.Called ? 1 : 0;
            switch (random.Next(7))
            {
                case 0:
                    Link(Any(random), Any(random));
                    break;
                case 1:
                    File.Delete(Path.Combine(_folder["in"], "patient_links.csv"));
                    break;
                case 2:
                    request = request with { Reported = [Row(random, night), Row(random, night + 100)] };
                    break;
                case 3:
                    request = request with { Reported = [], ReportedDeaths = new Dictionary<string, DateOnly>() };
                    break;
                case 4:
                    request = request with { ReportedDeaths = new Dictionary<string, DateOnly> { [Any(random)] = request.AsOf.AddDays(-random.Next(9)) } };
                    break;
                case 5 when there < Parts:
                    Bring(there, ++there);
                    break;
                default:
                    break;
            }
            request = request with { AsOf = request.AsOf.AddDays(random.Next(8) == 0 ? 200 : random.Next(3)), Threads = random.Next(1, 3), ExchangeMemory = random.Next(2) << 28 };
        }
        Assert.True(censuses >= 6, $"seed {seed}: a census was of use on {censuses} nights only");
    }

    [Fact]
    public void Only_those_are_called_to_whom_something_has_happened()
    {
        const int parts = 40;
        Fill(new(5), patients: 700, parts);
        Bring(0, parts - 1);
        Assert.Equal(0, AssertSame(Request(AsOf), "first").Cache!.People);
        var again = AssertSame(Request(AsOf), "the same day").Cache!;
        Assert.Equal(again.RowGroups, again.Reused);
        Assert.True(again.People > 600 && again.Called * 20 < again.People, $"{again.Called} of {again.People} were called");
        Bring(parts - 1, parts);
        var night = AssertSame(Request(AsOf.AddDays(1)), "a day later, with new rows").Cache!;
        Assert.True(night.Called > again.Called && night.Called * 2 < night.People, $"{night.Called} of {night.People} were called");
        Assert.True(night.Reused < night.RowGroups);
    }

    /// <summary>The rows of who is no candidate are only counted, to tell whether what was not found would have been seen.</summary>
    [Fact]
    public void A_new_row_that_is_only_counted_calls_nobody_and_is_counted()
    {
        Fill(new(6), patients: 700, parts: 1);
        Bring(0, 1);
        // No measure of this job starts from a drug.
        var request = LoadedJobs.Load(ShippedJobs.Folder, siteValueSets: null).Request("nightly", AsOf, _folder["in"], 2);
        AssertSame(request, "first");
        var again = AssertSame(request, "the same day");
        var columns = CanonicalTable.Of(Table.Medications).Columns;
        var candidates = _people.ToHashSet();
        var rows = Enumerable.Range(1, 700).Select(i => $"P{i:D7}").Where(id => !candidates.Contains(id)).Select(id =>
        {
            var row = new string?[columns.Count];
            foreach (var (column, value) in new[] { ("row_id", $"n-{id}"), ("patient_id", id), ("code_system", "RXNORM"), ("code", "83367"), ("start_date", "2023-06-25"), ("status", "active"), ("kind", "order") })
                row[columns.Select((c, i) => (c.Name, i)).Single(c => c.Name == column).i] = value;
            return row;
        }).ToList();
        CanonicalFiles.Write(Path.Combine(_folder["in"], "medications", "z.parquet"), CanonicalFiles.Schema(Table.Medications, typed: true), rows);
        var counted = AssertSame(request, "with new rows");
        Assert.Equal(again.Cache!.Called, counted.Cache!.Called);
        Assert.NotEqual(again.Controls, counted.Controls);
    }

    /// <summary>Of more people than are looked through at once, all are found of whose rows the census does not know.</summary>
    [Fact]
    public void Whoever_becomes_a_candidate_is_found_among_thousands()
    {
        Fill(new(8), patients: 12_000, parts: 2);
        Bring(0, 1);
        AssertSame(Request(AsOf), "first");
        File.Copy(Path.Combine(_folder["dealt"], "1-imaging_findings.parquet"), Path.Combine(_folder["in"], "imaging_findings", "new.parquet"));
        var night = AssertSame(Request(AsOf.AddDays(1)), "with findings of others").Cache!;
        Assert.True(night.People > night.Called);
    }

    /// <summary>A census that is not what was written is no census, wherever that shows: at once, while people are called, or while answers are looked for.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_damaged_cache_costs_time_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        Fill(random, patients: 300, Parts);
        Bring(0, Parts - 1);
        AssertSame(Request(AsOf), "first");
        Bring(Parts - 1, Parts);
        var kept = Directory.GetFiles(Path.Combine(_folder["cache"], "harvests")).ToDictionary(f => f, File.ReadAllBytes);
        for (var harm = 0; harm < 6; harm++)
        {
            foreach (var file in Directory.GetFiles(Path.Combine(_folder["cache"], "harvests")))
                File.Delete(file);
            foreach (var (file, bytes) in kept)
                File.WriteAllBytes(file, bytes);
            foreach (var (file, bytes) in kept.Where(_ => random.Next(10) == 0))
            {
                var harmed = bytes.ToArray();
                for (var bits = 1 + (harmed.Length / 2000); bits > 0; bits--)
                    harmed[random.Next(harmed.Length)] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, harmed);
            }
            AssertSame(Request(AsOf.AddDays(harm)), $"seed {seed}, harm {harm}");
        }
    }

    /// <summary>A harvest of which nothing is wanted for weeks is one that a census rests on all the same.</summary>
    [Fact]
    public void What_a_census_rests_on_is_kept_as_long_as_the_census_is_used()
    {
        Fill(new(7), patients: 300, Parts);
        Bring(0, Parts);
        var (days, first) = (CacheSettings.UsuallyKept.TotalDays * 3 / 4, Array.Empty<string>());
        for (var night = 0; night < 4; night++)
        {
            var request = Request(AsOf.AddDays(night)) with { Cache = new(_folder["cache"]) { Trust = Trust.Bytes } };
            var cache = Execute(request, "cached", new OffBy(TimeSpan.FromDays(night * days))).Cache!;
            Assert.Equal(night == 0 ? 0 : cache.RowGroups, cache.Reused);
            Assert.True(night == 0 || cache.People > cache.Called, $"night {night}: {cache.Called} of {cache.People} were called");
            first = night == 0 ? Kept() : first;
        }
        Assert.Empty(first.Except(Kept()));
        string[] Kept() => [.. Directory.GetFiles(Path.Combine(_folder["cache"], "harvests")).Order(StringComparer.Ordinal)];
    }

    private void Fill(Random random, int patients, int parts)
    {
        Synth.Hospital.Write(new() { Patients = patients, Seed = random.Next(), AsOf = AsOf }, _folder["whole"], null);
        Directory.CreateDirectory(_folder["dealt"]);
        _parts = SplitTables.Deal(_folder["whole"], _folder["dealt"], parts, random);
        using var run = PreparedRun.Prepare(_jobs.Request("nightly", AsOf, _folder["whole"], 1), TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken);
        _people = [.. Enumerable.Range(0, run.Plan.Buckets).SelectMany(b => run.Exchange.OpenBucket(b).Read().Patients).Select(p => p.Patient.Id)];
    }

    // Parts of every table, as files of the hospital.
    private void Bring(int from, int to)
    {
        for (var part = from; part < to; part++)
        {
            foreach (var table in _parts[part])
            {
                var folder = Directory.CreateDirectory(Path.Combine(_folder["in"], table)).FullName;
                File.Copy(Path.Combine(_folder["dealt"], $"{part}-{table}.parquet"), Path.Combine(folder, $"{part * 7 % _parts.Count:D3}.parquet"));
            }
        }
    }

    private void Link(string from, string to)
    {
        if (from == to)
            return;
        var row = new string?[CanonicalTable.Of(Table.PatientLinks).Columns.Count];
        foreach (var (column, value) in new[] { ("patient_id", from), ("replaced_by", to), ("linked_date", "2023-01-01") })
            row[CanonicalTable.Of(Table.PatientLinks).Columns.Select((c, i) => (c.Name, i)).Single(c => c.Name == column).i] = value;
        CanonicalFiles.Write(Path.Combine(_folder["in"], "patient_links.csv"), CanonicalFiles.Schema(Table.PatientLinks, typed: false), [row]);
    }

    private string Any(Random random) => _people[random.Next(_people.Length)];

    private ReportedRow Row(Random random, int number) => random.Next(2) == 0
        ? new() { Number = number, PatientId = Any(random), Table = Table.Procedures, CodeSystem = "CPT", Code = "77080", Date = AsOf }
        : new() { Number = number, PatientId = Any(random), Table = Table.Medications, CodeSystem = "RXNORM", Code = "83367", Date = AsOf };

    private RunRequest Request(DateOnly asOf) => _jobs.Request("nightly", asOf, _folder["in"], 2);

    private RunReport AssertSame(RunRequest request, string when)
    {
        var cached = Execute(request with { Cache = new(_folder["cache"]) { Trust = Trust.Bytes } }, "cached");
        Assert.True(Bytes(Execute(request, "full"), "full") == Bytes(cached, "cached"), $"{when}: what was published differs");
        return cached;
    }

    private RunReport Execute(RunRequest request, string output, TimeProvider? time = null) =>
        Run.Execute(request, new RunPlace { OutFolder = _folder[output] }, time ?? TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    private string Bytes(RunReport report, string output) => PublishedBytes.Of(report, _folder[output]);
}
