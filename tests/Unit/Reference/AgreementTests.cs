using FsCheck;
using FsCheck.Fluent;
using Opportune.Core;
using Opportune.Jobs;
using Opportune.Jobs.Cases;
using Opportune.Tests.Unit.Evaluation;
using Opportune.Tests.Unit.Jobs;

namespace Opportune.Tests.Unit.Reference;

/// <summary>
/// The engine and the second opinion say the same of any patient before any measure. The number of pairs of a long run is
/// asked for by the environment variable OPPORTUNE_PAIRS; a seed that is printed is run again by OPPORTUNE_SEED.
/// </summary>
public class AgreementTests
{
    private const int PatientsOfAMeasure = 100;

    private static readonly Rulebook Shipped = ShippedRules.Shipped;

    private readonly Dictionary<GapStatus, int> _seen = [];

    [Fact]
    public void Both_say_the_same_of_any_patient_before_any_measure()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("OPPORTUNE_SEED"), out var again))
        {
            var difference = Judge(again);
            Assert.True(difference is null, difference);
            return;
        }
        var isLong = long.TryParse(Environment.GetEnvironmentVariable("OPPORTUNE_PAIRS"), out var pairs);
        var first = isLong ? (ulong)Random.Shared.NextInt64() : 20261121;
        Console.WriteLine($"{(isLong ? pairs : 200_000)} pairs of a patient and a measure, from seed {first}");
        var config = Config.QuickThrowOnFailure.WithMaxTest((int)((isLong ? pairs : 200_000) / PatientsOfAMeasure)).WithReplay(new Replay(new Rnd(first, 7), null));
        Prop.ForAll(Gen.Choose(1, int.MaxValue).ToArbitrary(), seed => Judge(seed) is not { } other ? true : throw new InvalidOperationException(other))
            .Check(config);
        foreach (var status in Enum.GetValues<GapStatus>())
            Assert.True(_seen.GetValueOrDefault(status) > 2000, $"too few {status} among {string.Join(", ", _seen)}");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", _seen));
    }

    [Fact]
    public void Both_say_the_same_of_every_case()
    {
        var jobs = JobsFolder.Load(Repository.Jobs, siteValueSets: null, new Problems())!;
        var cases = 0;
        CaseRunner.Run(jobs, rules => setting =>
        {
            var source = new RandomSource(setting.AsOf, setting.Coverage, setting.Unproven);
            Assert.Null(new Agreement(rules, source).Difference(setting.Record));
            cases++;
            return [];
        });
        Assert.True(cases > 400, $"{cases} cases");
    }

    // Half of the measures as they are shipped, half of them changed.
    private string? Judge(int seed)
    {
        var random = new Random(seed);
        var shipped = Shipped.Measures[random.Next(Shipped.Measures.Count)];
        var measure = random.Next(2) == 0 ? shipped : new RandomMeasure(random, shipped, Shipped).Next();
        var rules = Shipped with { Measures = [measure] };
        var source = new RandomSource(random, rules);
        var agreement = new Agreement(rules, source);
        var patients = new RandomPatient(random, measure, rules, source.AsOf);
        for (var i = 0; i < PatientsOfAMeasure; i++)
        {
            var patient = patients.Next();
            if (agreement.Difference(patient) is not null)
            {
                var smallest = agreement.Smallest(patient);
                return $"seed {seed}, {measure.Id} {string.Join("; ", measure.Shifts)} as of {source.AsOf:O}\n{agreement.Difference(smallest)}\n{smallest.Patient}\n{string.Join('\n', smallest.Events)}\n{string.Join('\n', smallest.Events.Select(e => $"{string.Join(',', e.ValueSets)} {string.Join(',', e.Mention?.Sites ?? [])}"))}\n{string.Join(", ", smallest.LastSeen)}\n{string.Join('\n', source.Intervals)}";
            }
        }
        foreach (var (status, count) in agreement.Seen)
            _seen[status] = _seen.GetValueOrDefault(status) + count;
        return null;
    }
}
