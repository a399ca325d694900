using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Web;

namespace Opportune.App.Serve;

/// <summary>What the pages are told of an installation's rules.</summary>
internal static class PagesOf
{
    /// <summary>The workplace of rules that stay as they are.</summary>
    public static Workplace Workplace(LoadedJobs loaded, TimeZoneInfo zone, string keysFolder) => Workplace(() => loaded, zone, keysFolder);

    /// <summary>The workplace of an installation.</summary>
    /// <param name="current">The rules that runs go by now. What people decide by, and how they hand patients over, is that of the beginning.</param>
    /// <param name="zone">The site's time zone.</param>
    /// <param name="keysFolder">Folder for the keys that sign sessions.</param>
    public static Workplace Workplace(Func<LoadedJobs> current, TimeZoneInfo zone, string keysFolder)
    {
        var first = current();
        return new()
        {
            Rules = Following(current),
            Dispositions = first.Rules.Dispositions,
            Workload = first.Rules.Workload,
            Validation = first.Rules.Validation,
            HandOff = first.Rules.HandOff,
            Zone = zone,
            KeysFolder = keysFolder,
        };
    }

    // Made once for each set of rules, however often pages ask.
    private static Func<RulesInForce> Following(Func<LoadedJobs> current)
    {
        (LoadedJobs? Of, RulesInForce? Made) last = default;
        return () =>
        {
            var now = current();
            if (!ReferenceEquals(last.Of, now))
                last = (now, new() { Files = now.Rules, Lexicon = now.Lexicon.Lexicon, English = measure => MeasureEnglish.Render(measure, now.Rules.For(measure)), Hash = now.Hash, Origins = now.Origins });
            return last.Made!;
        };
    }

    /// <summary>The time zone of the first job that has one, by id; this machine's where none has.</summary>
    public static TimeZoneInfo Zone(LoadedJobs loaded) =>
        loaded.Rules.Jobs.OrderBy(j => j.Key, StringComparer.Ordinal).Select(j => j.Value.Schedule?.TimeZone).FirstOrDefault(z => z is not null) is { } id
            && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Local;
}
