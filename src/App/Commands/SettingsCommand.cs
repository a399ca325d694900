using System.CommandLine;
using Opportune.App.Screen;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Jobs;
using Opportune.Jobs.Settings;
using Spectre.Console;

namespace Opportune.App.Commands;

/// <summary><c>settings</c>: every setting, what is in force, and who says so.</summary>
internal static class SettingsCommand
{
    private static readonly Dictionary<string, Func<ServeSettings, string?>> Plain = new(StringComparer.Ordinal)
    {
        ["database"] = s => s.Database,
        ["environment"] = s => s.Environment?.ToString().ToLowerInvariant(),
        ["jobs"] = s => s.Jobs,
        ["listen"] = s => s.Listen,
        ["out"] = s => s.Out,
        ["site"] = s => s.Site,
    };

    public static Command Create()
    {
        var (file, guide) = (ServeCommand.SettingsOption(), new Option<bool>("--guide") { Description = "Print the documented file with every setting, to copy as opportune.yaml." });
        var one = new Option<string?>("--get") { Description = "Print what is in force of one setting and nothing else, for scripts: database, out, site, jobs, listen, environment.", HelpName = "KEY" };
        one.AcceptOnlyFromAmong([.. Plain.Keys]);
        var command = new Command("settings", "Every setting: what is in force, and whether the environment, the file or nobody says so. A slip in the file is told with its place.") { file, guide, one };
        command.SetAction((parsed, _) => Guard.Run(() =>
        {
            if (parsed.GetValue(guide))
                Console.Out.Write(SettingsGuide.Text);
            else if (parsed.GetValue(one) is { } key)
                Console.WriteLine(Plain[key](InstalledSettings.Read(parsed.GetValue(file))) ?? throw new InputException($"{key} is not set"));
            else
                Print(InstalledSettings.PathOf(parsed.GetValue(file)));
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static void Print(string? path)
    {
        var problems = new Problems();
        if (path is not null)
            SettingsFile.Read(path, problems);
        foreach (var problem in problems.All)
            Console.Error.WriteLine(problem);
        if (problems.HasErrors)
            throw new InputException($"{Amounts.Of(problems.All.Count, "error")} in {path}");
        var said = path is null ? [] : SettingsGuide.In(File.ReadAllText(path));
        var table = new Spectre.Console.Table().Border(TableBorder.None).AddColumns("setting", "in force", "said by", "means");
        foreach (var setting in SettingsGuide.All.Where(s => s.Value is not null))
        {
            var rows = said.Where(s => IsOf(s.Key, setting.Key)).ToList();
            if (setting.Variable is { } variable && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
                Row(setting.Key, value, variable);
            else if (rows.Count > 0)
                rows.ForEach(s => Row(s.Key, s.Key.EndsWith("url", StringComparison.Ordinal) ? "(written)" : s.Value, $"{Path.GetFileName(path)}:{s.Line}"));
            else
                Row(setting.Key, setting.IsExample ? "-" : setting.Value!, setting.IsExample ? "" : "usual");

            void Row(string key, string inForce, string by) => table.AddRow(new Text(key), new Text(inForce), new Text(by), new Text(setting.Means));
        }
        Screens.Out.WriteLine(path is null ? "No file of settings: none is named, and there is no opportune.yaml in this folder ('settings --guide' prints one)." : $"Settings of {path}");
        Screens.Out.Write(table);
    }

    // A place of a list is any of them; what may be secret comes from one of three keys, of which one is told; what stands below a setting
    // that is told as a whole is said of it.
    private static bool IsOf(string said, string key)
    {
        var plain = string.Concat(said.Split('[').Select((part, i) => i == 0 ? part : "[" + part[part.IndexOf(']')..]));
        return SettingsGuide.Stem(plain) == SettingsGuide.Stem(key) || plain.StartsWith(key + ".", StringComparison.Ordinal);
    }
}
