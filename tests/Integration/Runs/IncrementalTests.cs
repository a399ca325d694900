using System.Globalization;
using Opportune.App;
using Opportune.Core;
using Opportune.Runs;
using Opportune.Tests.Integration.Commands;
using Opportune.Tests.Integration.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Runs;

/// <summary>
/// A run that takes from a cache what it can gives the bytes of one that reads everything: over nights on which anything may
/// change, and whatever becomes of the cache.
/// </summary>
public sealed class IncrementalTests : IDisposable
{
    private static readonly DateOnly LastDay = new(2026, 11, 1);

    private static readonly (string[] File, string Old, string With)[] Changes =
    [
        (["measures", "statin-review.yaml"], "look-back: P3Y ", "look-back: P2Y "),
        (["value-sets", "statin.csv"], "RXNORM,83367", "RXNORM,83368"),
        (["lexicon", "bone-density.yaml"], "osteopenia", "osteopeniax"),
    ];

    private readonly TemporaryFolder _folder = Some.Folder();
    private readonly LoadedJobs _shipped = LoadedJobs.Load(ShippedJobs.Folder, siteValueSets: null);
    private TimeProvider _clock = TimeProvider.System;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_sequence_of_nights_gives_what_full_runs_give(int seed)
    {
        var (random, nights) = (new Random(seed), new ChangingHospital(_folder["in"], seed));
        var asOf = ChangingHospital.AsOf;
        var reused = 0L;
        for (var night = 0; night < 10; night++)
        {
            var jobs = night % 4 == 3 ? Changed(random.Next(3)) : _shipped;
            // Without memory between the steps patients that are kept are read again where they lie.
            var request = jobs.Request("nightly", asOf, _folder["in"], random.Next(1, 3)) with { ExchangeMemory = random.Next(2) << 28 };
            var trust = random.Next(2) == 0 ? Trust.Footer : Trust.Bytes;
            reused += AssertSame(request, trust, $"seed {seed}, night {night}");
            asOf = asOf.AddDays(random.Next(6) == 0 ? -random.Next(1, 500) : random.Next(0, 40));
            // Of a day that is yet to come nothing is said.
            if (asOf > LastDay)
                asOf = ChangingHospital.AsOf.AddDays(random.Next(LastDay.DayNumber - ChangingHospital.AsOf.DayNumber));
            nights.Change();
            Harm(random);
        }
        Assert.True(reused > 0, $"seed {seed}: nothing was ever reused");
    }

    [Fact]
    public void The_second_night_reads_nothing_that_it_knows()
    {
        _ = new ChangingHospital(_folder["in"], 7);
        var request = _shipped.Request("nightly", ChangingHospital.AsOf, _folder["in"], 1);
        Assert.Equal(0, AssertSame(request, Trust.Footer, "first"));
        var second = Cached(request with { AsOf = request.AsOf.AddDays(1) }, Trust.Bytes, "second").Cache!;
        Assert.Equal((second.RowGroups, 0L, 0L), (second.Reused, second.BytesWritten, second.Damaged));
    }

    [Fact]
    public void A_file_under_another_name_or_with_a_neighbour_is_known_by_its_bytes()
    {
        _ = new ChangingHospital(_folder["in"], 8);
        var request = _shipped.Request("nightly", ChangingHospital.AsOf, _folder["in"], 1);
        AssertSame(request, Trust.Footer, "first");
        var conditions = Path.Combine(_folder["in"], "conditions");
        foreach (var file in Directory.GetFiles(conditions))
            File.Move(file, Path.Combine(conditions, "moved-" + Path.GetFileName(file)));
        var report = Cached(request, Trust.Footer, "moved").Cache!;
        Assert.Equal(report.RowGroups, report.Reused);
        Assert.True(report.BytesHashed > 0);
    }

    [Fact]
    public void A_change_in_place_that_keeps_length_time_and_footer_is_noticed_when_bytes_are_what_is_trusted()
    {
        var hospital = new ChangingHospital(_folder["in"], 9);
        var request = _shipped.Request("nightly", ChangingHospital.AsOf, _folder["in"], 1);
        hospital.Age();
        AssertSame(request, Trust.Footer, "first");
        hospital.ChangeInPlace();
        var trusting = Cached(request, Trust.Footer, "trusting");
        Assert.Equal(trusting.Cache!.RowGroups, trusting.Cache.Reused);
        var careful = Cached(request, Trust.Bytes, "careful");
        Assert.Equal(Bytes(Full(request, "full"), "full"), Bytes(careful, "careful"));
        Assert.True(careful.Cache!.Reused < careful.Cache.RowGroups);
    }

    [Fact]
    public void The_wording_and_the_windows_of_a_measure_leave_the_cache_as_good_as_it_was()
    {
        _ = new ChangingHospital(_folder["in"], 10);
        AssertSame(_shipped.Request("nightly", ChangingHospital.AsOf, _folder["in"], 1), Trust.Footer, "first");
        var request = Changed(0).Request("nightly", ChangingHospital.AsOf, _folder["in"], 1);
        Assert.Equal(Cached(request, Trust.Footer, "again").Cache!.RowGroups, AssertSame(request, Trust.Footer, "window"));
    }

    [Fact]
    public async Task A_run_killed_while_it_fills_the_cache_leaves_nothing_that_the_next_one_believes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        _ = new ChangingHospital(_folder["in"], 11);
        var request = _shipped.Request("nightly", ChangingHospital.AsOf, _folder["in"], 1);
        for (var kill = 0; kill < 3; kill++)
        {
            using var process = Cli.Start([
                "run", "nightly", "--as-of", ChangingHospital.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "--input", _folder["in"], "--out", _folder["killed"], "--cache", _folder["cache"]]);
            while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith(kill == 2 ? "count" : "scan", StringComparison.Ordinal))
            {
            }
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            AssertSame(request, Trust.Footer, $"after kill {kill}");
        }
    }

    [Fact]
    public void Two_runs_share_a_folder()
    {
        _ = new ChangingHospital(_folder["in"], 12);
        var request = _shipped.Request("nightly", ChangingHospital.AsOf, _folder["in"], 1);
        var full = Bytes(Full(request, "full"), "full");
        Parallel.For(0, 4, i => Assert.Equal(full, Bytes(Cached(request, Trust.Footer, $"side-{i}"), $"side-{i}")));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder["cache"], "harvests"), "*.part"));
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var file in Directory.GetFileSystemEntries(_folder["cache"], "*", SearchOption.AllDirectories).Append(_folder["cache"]))
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & ~Owner);
    }

    [Fact]
    public void What_no_run_used_for_long_is_removed_and_nothing_else_is()
    {
        _ = new ChangingHospital(_folder["in"], 13);
        var request = _shipped.Request("nightly", ChangingHospital.AsOf, _folder["in"], 1);
        AssertSame(request, Trust.Footer, "first");
        var harvests = Path.Combine(_folder["cache"], "harvests");
        var (old, foreign) = (Path.Combine(harvests, "old.harvest"), Path.Combine(harvests, "notes-of-mine.txt"));
        foreach (var file in new[] { old, foreign })
        {
            File.WriteAllText(file, "x");
            File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-20));
        }
        Cached(request, Trust.Footer, "again");
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(foreign));
    }

    [Fact]
    public void On_a_night_on_which_little_is_new_most_answers_are_taken_from_the_night_before()
    {
        Synth.Hospital.Write(new() { Patients = 800, Seed = 5, AsOf = ChangingHospital.AsOf }, _folder["in"], null);
        var all = LoadedJobs.Load(ShippedJobs.All, siteValueSets: null);
        var known = new List<double>();
        var asOf = ChangingHospital.AsOf;
        foreach (var days in new[] { 0, 0, 1, 6, 0, -3, 400 })
        {
            asOf = asOf.AddDays(days);
            // The last of these nights is looked at when it has come.
            _clock = days == 400 ? OffBy.To(asOf) : TimeProvider.System;
            var request = all.Request("nightly", asOf, _folder["in"], 2);
            var report = Cached(request, Trust.Footer, "cached");
            Assert.True(Bytes(Full(request, "full"), "full") == Bytes(report, "cached"), $"as of {asOf:O}: what was published differs");
            known.Add((double)report.Cache!.Known / report.Cache.Candidates);
        }
        Assert.Equal(0, known[0]);
        Assert.True(known[1] > 0.95 && known[2] > 0.8 && known[3] > 0.3 && known[4] > 0.95, $"known were {string.Join(", ", known)}");
    }

    /// <summary>Of all that an answer rests on and that is the same for every patient, nothing may be left out of what it is known by.</summary>
    [Theory]
    [InlineData("rules")]
    [InlineData("value set")]
    [InlineData("lexicon")]
    [InlineData("measures")]
    [InlineData("excerpt")]
    [InlineData("table")]
    public void No_answer_is_taken_once_what_it_rests_on_has_changed(string what)
    {
        Synth.Hospital.Write(new() { Patients = 200, Seed = 6, AsOf = ChangingHospital.AsOf }, _folder["in"], null);
        var request = _shipped.Request("nightly", ChangingHospital.AsOf, _folder["in"], 1);
        AssertSame(request, Trust.Footer, "first");
        Assert.True(Cached(request, Trust.Footer, "again").Cache is { Known: > 0 });
        if (what == "table")
            Directory.GetFileSystemEntries(_folder["in"], "procedures*").ToList().ForEach(File.Delete);
        var changed = what switch
        {
            "rules" => Changed(0).Request("nightly", request.AsOf, request.Input, 1),
            "value set" => Changed(1).Request("nightly", request.AsOf, request.Input, 1),
            "lexicon" => Changed(2).Request("nightly", request.AsOf, request.Input, 1),
            "measures" => request with { Rules = request.Rules with { Measures = [request.Rules.Measures[^1]] } },
            "excerpt" => request with { Excerpt = request.Excerpt + 40 },
            _ => request,
        };
        var report = Cached(changed, Trust.Footer, "cached");
        Assert.Equal(Bytes(Full(changed, "full"), "full"), Bytes(report, "cached"));
        Assert.Equal(0, report.Cache!.Known);
    }

    [Fact]
    public void What_a_reviewer_enters_is_noticed_of_that_patient_alone()
    {
        Synth.Hospital.Write(new() { Patients = 200, Seed = 7, AsOf = ChangingHospital.AsOf }, _folder["in"], null);
        var request = _shipped.Request("nightly", ChangingHospital.AsOf, _folder["in"], 1);
        AssertSame(request, Trust.Footer, "first");
        var all = Cached(request, Trust.Footer, "again").Cache!.Known;
        using (var run = PreparedRun.Prepare(request, TimeProvider.System, new Progress<StepProgress>(), TestContext.Current.CancellationToken))
        {
            var someone = run.Exchange.OpenBucket(0).Read().Patients[0].Patient.Id;
            var died = request with { ReportedDeaths = new Dictionary<string, DateOnly> { [someone] = request.AsOf } };
            var report = Cached(died, Trust.Footer, "died");
            Assert.Equal(Bytes(Full(died, "full"), "full"), Bytes(report, "died"));
            Assert.Equal(all - 1, report.Cache!.Known);
        }
    }

    // Three jobs folders beside the shipped one: a window, a value set, the lexicon changed.
    private LoadedJobs Changed(int what)
    {
        var folder = _folder[$"jobs-{what}"];
        if (!Directory.Exists(folder))
        {
            ShippedJobs.CopyTo(folder);
            Replace(Path.Combine([folder, .. Changes[what].File]), Changes[what].Old, Changes[what].With);
        }
        return LoadedJobs.Load(folder, siteValueSets: null);
    }

    private static void Replace(string file, string old, string with)
    {
        var text = File.ReadAllText(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(old, with, StringComparison.Ordinal));
    }

    private void Harm(Random random)
    {
        foreach (var file in Directory.GetFiles(_folder["cache"], "*", SearchOption.AllDirectories).Where(_ => random.Next(8) == 0))
        {
            var bytes = File.ReadAllBytes(file);
            switch (random.Next(4))
            {
                case 0:
                    File.Delete(file);
                    break;
                case 1:
                    File.WriteAllBytes(file, bytes[..random.Next(bytes.Length)]);
                    break;
                case 2:
                    File.WriteAllBytes(file, new byte[bytes.Length]);
                    break;
                default:
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    File.WriteAllBytes(file, bytes);
                    break;
            }
        }
        if (random.Next(12) == 0)
            Directory.Delete(_folder["cache"], recursive: true);
    }

    private long AssertSame(RunRequest request, Trust trust, string when)
    {
        var cached = Cached(request, trust, "cached");
        Assert.True(Bytes(Full(request, "full"), "full") == Bytes(cached, "cached"), $"{when}: what was published differs");
        return cached.Cache!.Reused;
    }

    private RunReport Full(RunRequest request, string output) => Execute(request, output);

    private RunReport Cached(RunRequest request, Trust trust, string output) => Execute(request with { Cache = new(_folder["cache"]) { Trust = trust } }, output);

    private RunReport Execute(RunRequest request, string output) =>
        Run.Execute(request, new RunPlace { OutFolder = _folder[output] }, _clock, new Progress<StepProgress>(), TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    private string Bytes(RunReport report, string output) => PublishedBytes.Of(report, _folder[output]);
}
