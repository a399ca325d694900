using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Settings;

/// <summary>Reads where a text that may be secret comes from: <c>KEY</c>, <c>KEY-file</c> or <c>KEY-env</c>.</summary>
internal static class SecretReader
{
    /// <summary>It, or null where none of the three keys is there.</summary>
    /// <param name="map">The mapping.</param>
    /// <param name="key">The first of the keys.</param>
    /// <param name="folder">Where relative paths begin.</param>
    /// <param name="mayBeWritten">Whether it may be written out; an address may, a password never.</param>
    public static SettingText? Read(YamlMap map, string key, string folder, bool mayBeWritten)
    {
        var (written, file, variable) = (map.Text(key), SettingsFile.Place(map, $"{key}-file", folder), map.Text($"{key}-env"));
        if (written is not null && !mayBeWritten)
            map.ProblemAtKey(key, $"a secret is not written here: name the file that holds it ({key}-file) or an environment variable ({key}-env)");
        var given = new[] { written, file, variable }.Count(t => t is not null);
        if (given > 1)
            map.Problem(map.Node, $"only one of {key}{(mayBeWritten ? "" : "-file")}, {(mayBeWritten ? $"{key}-file, " : "")}{key}-env can be meant");
        if (written is not null && mayBeWritten && !IsSafe(written))
            map.ProblemAt(key, $"'{key}' must be an https address, or an http address of this machine (127.0.0.1)");
        return given == 1 && (written is null || mayBeWritten) ? new(written, file, variable) : null;
    }

    /// <summary>Whether one of the three keys is there, sound or not.</summary>
    public static bool IsGiven(YamlMap map, string key) => map.Has(key) || map.Has($"{key}-file") || map.Has($"{key}-env");

    private static bool IsSafe(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && SettingText.IsSafe(uri);
}
