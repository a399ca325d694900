using System.Text;
using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Scheduling;

/// <summary>
/// A schedule as text: what a job file says under <c>schedule</c>, in one fixed form. So the database holds what people changed in the words of
/// the files, one reader reads both, and two schedules are the same when their texts are.
/// </summary>
public static class ScheduleText
{
    /// <summary>The text of a schedule; what is as usual is left out.</summary>
    public static string Write(JobSchedule schedule)
    {
        var text = new StringBuilder();
        Line("cron", schedule.Cron is { } cron ? Quoted(cron) : null);
        Line("after", schedule.After);
        Line("time-zone", schedule.TimeZone);
        Line("overlap", Word(Words.Overlaps, schedule.Overlap));
        Line("catch-up", schedule.Cron is null ? null : Word(Words.CatchUps, schedule.CatchUp));
        Line("skip-if-later-than", schedule.SkipIfLaterThan is { } late ? PlainDuration.Format(late) : null);
        Line("window", schedule.Window is { } window ? $"{{from: \"{window.From:HH\\:mm}\", to: \"{window.To:HH\\:mm}\"}}" : null);
        Line("deadline", schedule.Deadline is { } deadline ? Quoted(deadline.ToString()) : null);
        return text.ToString();

        void Line(string key, string? value)
        {
            if (value is not null)
                text.Append(key).Append(": ").Append(value).Append('\n');
        }
    }

    /// <summary>A text that was found right before.</summary>
    /// <exception cref="InputException">It is not; a newer program may have written it.</exception>
    public static JobSchedule Read(string text)
    {
        var problems = new Problems();
        var read = YamlFile.ReadText("schedule", text, problems) is { } map ? ScheduleReader.Read(map, _ => { }) : null;
        return problems.HasErrors || read is null ? throw new InputException($"the schedule in the database cannot be read: {problems.All[0].Message}") : read;
    }

    /// <summary>Judges a changed schedule as the file's would be.</summary>
    /// <param name="job">The job.</param>
    /// <param name="values">Keys and values as in a file, the schedule's own first and what changes after them; a null value leaves the key out.</param>
    /// <param name="others">The texts of all jobs' schedules, the job's own too; null for one that people start.</param>
    /// <param name="judge">Tells what is wrong with its times.</param>
    /// <exception cref="InputException">It is wrong; the message says what and how to mend it.</exception>
    public static JobSchedule Change(
        string job, IReadOnlyDictionary<string, string?> values, IReadOnlyDictionary<string, string?> others, Func<JobSchedule, IEnumerable<ScheduleFault>>? judge)
    {
        var (problems, ignored, chain) = (new Problems(), new Problems(), new JobChain(judge));
        foreach (var (other, said) in others.Where(o => o.Key != job))
        {
            if (said is not null && YamlFile.ReadText(other, said, ignored) is { } theirs)
                ScheduleReader.Read(theirs, s => chain.Add(other, s, theirs));
        }
        var text = string.Concat(values.Where(v => v.Value is not null).Select(v => $"{v.Key}: {v.Value}\n"));
        var schedule = YamlFile.ReadText($"the schedule of {job}", text, problems) is { } map ? ScheduleReader.Read(map, s => chain.Add(job, s, map)) : null;
        var settled = schedule is null ? null : chain.Settle([new() { Id = job, Title = "", MeasureTags = [], Outputs = [], Schedule = schedule }], [.. others.Keys.Union([job])]);
        return problems.All.FirstOrDefault(p => !p.IsWarning) is { } problem ? throw new InputException($"{problem.File}: {problem.Message}") : settled![0].Schedule!;
    }

    /// <summary>The keys and values of a text, as <see cref="Change"/> takes them.</summary>
    public static Dictionary<string, string?> Values(string? text) => (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1], StringComparer.Ordinal);

    /// <summary>The text as it stands in a job file.</summary>
    public static string AsSection(string text) => $"schedule:\n{string.Concat(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => $"  {l}\n"))}";

    /// <summary>A job file's text with that schedule in place of its own; everything else of it stays as it is.</summary>
    public static string InFile(string file, string text)
    {
        var lines = file.ReplaceLineEndings("\n").Split('\n').ToList();
        var start = lines.FindIndex(l => l.StartsWith("schedule:", StringComparison.Ordinal));
        if (start < 0)
            return file.TrimEnd('\n', '\r') + "\n" + AsSection(text);
        // Up to the next key; comments and empty lines before that belong to it.
        var end = lines.FindIndex(start + 1, l => l.Length > 0 && !char.IsWhiteSpace(l[0]) && l[0] is not ('#' or '}'));
        end = end < 0 ? lines.Count : end;
        while (end > start + 1 && (lines[end - 1].Length == 0 || lines[end - 1][0] == '#'))
            end--;
        return string.Join('\n', [.. lines.Take(start), .. AsSection(text).TrimEnd('\n').Split('\n'), .. lines.Skip(end)]);
    }

    /// <summary>A value as people write it by itself, as <see cref="Change"/> takes it: a window as "20:00-06:00".</summary>
    public static string ValueOf(string key, string text) =>
        key == "window" && text.Split('-') is [var from, var to] ? $"{{from: {Quoted(from)}, to: {Quoted(to)}}}" : Quoted(text);

    /// <summary>A value with quotes, for what YAML would take for something else.</summary>
    public static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Word<T>(Dictionary<string, T> words, T value) where T : struct, Enum => words.First(w => w.Value.Equals(value)).Key;
}
