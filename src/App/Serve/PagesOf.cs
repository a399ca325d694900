using Opportune.Core;
using Opportune.Engine.Evaluation;
using Opportune.Web;

namespace Opportune.App.Serve;

/// <summary>What the pages are told of an installation's rules.</summary>
internal static class PagesOf
{
    /// <summary>The workplace of loaded rules.</summary>
    /// <param name="loaded">The rules.</param>
    /// <param name="zone">The site's time zone.</param>
    /// <param name="keysFolder">Folder for the keys that sign sessions.</param>
    public static Workplace Workplace(LoadedJobs loaded, TimeZoneInfo zone, string keysFolder) => new()
    {
        Measures = [.. loaded.Rules.Measures.OrderBy(m => m.Pathway, StringComparer.Ordinal).ThenBy(m => m.Rank)],
        Dispositions = loaded.Rules.Dispositions,
        Workload = loaded.Rules.Workload,
        HandOff = loaded.Rules.HandOff,
        English = measure => MeasureEnglish.Render(measure, loaded.Rules.For(measure)),
        Zone = zone,
        KeysFolder = keysFolder,
    };

    /// <summary>The time zone of the first job that has one, by id; this machine's where none has.</summary>
    public static TimeZoneInfo Zone(LoadedJobs loaded) =>
        loaded.Rules.Jobs.OrderBy(j => j.Key, StringComparer.Ordinal).Select(j => j.Value.Schedule?.TimeZone).FirstOrDefault(z => z is not null) is { } id
            && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : TimeZoneInfo.Local;
}
