using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Reviewing;

/// <summary>Reads <c>review/validation.yaml</c>.</summary>
internal static class ValidationReader
{
    /// <param name="path">The file; where there is none, the usual holds.</param>
    /// <param name="problems">Gets all that is wrong.</param>
    /// <returns>The settings, with the usual values where there were problems.</returns>
    public static ValidationSettings Read(string path, Problems problems)
    {
        var usual = new ValidationSettings();
        if (!File.Exists(path) || YamlFile.Read(path, problems) is not { } map)
            return usual;
        var settings = new ValidationSettings
        {
            PrecisionAtLeast = Share(map, "precision-at-least") ?? usual.PrecisionAtLeast,
            WronglyExcludedAtMost = Share(map, "wrongly-excluded-at-most") ?? usual.WronglyExcludedAtMost,
            MovedAtMost = Share(map, "moved-at-most") ?? usual.MovedAtMost,
            MonthlyDays = map.Integer("monthly-days") ?? usual.MonthlyDays,
        };
        if (settings.MonthlyDays < 0)
            map.ProblemAt("monthly-days", "'monthly-days' must be a whole number of days, or 0");
        map.Done();
        return settings;
    }

    private static double? Share(YamlMap map, string key)
    {
        var share = map.Number(key);
        if (share is < 0 or > 1)
            map.ProblemAt(key, $"'{key}' must be a share from 0 to 1");
        return share;
    }
}
