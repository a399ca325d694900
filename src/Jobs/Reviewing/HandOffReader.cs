using Opportune.Core;
using Opportune.Jobs.Measures;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Reviewing;

/// <summary>Reads <c>review/hand-off.yaml</c>.</summary>
internal static class HandOffReader
{
    // What a message about a patient says at least: the finding, what was looked for, the options, the limits.
    private static readonly string[] Whole = ["patient", "record", "paragraph", "looked-for", "limits"];
    private static readonly string[] Item = ["patient", "record", "paragraph", "limits"];
    private static readonly string[] RoleKeys = ["primary-care", "never"];
    private static readonly string[] Head = ["recipient"];
    private static readonly MessageTemplate Nothing = new("");

    /// <returns>The rules, with harmless values where there were problems; null where the file is no mapping.</returns>
    public static HandOffRules? Read(string path, Problems problems)
    {
        if (YamlFile.Read(path, problems) is not { } file)
            return null;
        var messages = file.Map("messages");
        if (messages is null && !file.Has("messages"))
            file.Problem(file.Node, "'messages' is missing");
        var rules = new HandOffRules
        {
            Channels = Channels(file),
            Attribution = file.Map("attribution") is { } attribution ? Attribution(attribution) : new(),
            First = Message(messages, "first", Whole, HandOffRules.LongestMessage, Wording.Closing),
            Reminder = Message(messages, "reminder", Whole, HandOffRules.LongestMessage, Wording.Closing),
            SummaryHead = Message(messages, "summary", Head, HandOffRules.LongestItem, ""),
            SummaryItem = Message(messages, "summary-patient", Item, HandOffRules.LongestItem, ""),
        };
        messages?.Done();
        file.Done();
        return rules;
    }

    private static List<HandOffChannel> Channels(YamlMap file)
    {
        var channels = new List<HandOffChannel>();
        foreach (var map in file.Maps("channels"))
        {
            var channel = new HandOffChannel(map.RequiredText("id"), map.RequiredText("label"));
            if (channel.Id.Length > 0 && !DispositionLint.IsKebab(channel.Id))
                map.ProblemAt("id", "an id is words of a-z and 0-9 joined by '-'");
            if (channels.Exists(c => c.Id == channel.Id))
                map.ProblemAt("id", $"there are two channels of the id '{channel.Id}'");
            WordingLint.Check(map, "label", channel.Label);
            map.Done();
            channels.Add(channel);
        }
        if (channels.Count == 0)
            file.Problem(file.Node, "'channels' is missing or empty");
        return channels;
    }

    private static AttributionRule Attribution(YamlMap map)
    {
        var usual = new AttributionRule();
        var rule = new AttributionRule
        {
            Months = map.Integer("months") ?? usual.Months,
            PrimaryCare = map.Has("primary-care") ? map.Texts("primary-care") : usual.PrimaryCare,
            Never = map.Has("never") ? map.Texts("never") : usual.Never,
        };
        if (rule.Months is < 1 or > 120)
            map.ProblemAt("months", "'months' must be a whole number from 1 to 120");
        foreach (var key in RoleKeys.Where(k => map.Texts(k).Any(string.IsNullOrWhiteSpace)))
            map.ProblemAt(key, "an empty part would be in every role's name");
        if (!rule.Never.Any(n => "radiologist".Contains(n, StringComparison.OrdinalIgnoreCase)))
            map.ProblemAtKey("never", "a radiologist is never responsible: 'radiolog' is missing");
        map.Done();
        return rule;
    }

    private static MessageTemplate Message(YamlMap? map, string key, IEnumerable<string> required, int longest, string ending)
    {
        if (map is null)
            return Nothing;
        var text = map.RequiredText(key);
        if (text.Length == 0)
            return Nothing;
        var template = new MessageTemplate(text);
        WordingLint.Check(map, key, text);
        WordingLint.CheckPlaceholders(map, key, text, MessagePlace.All.Select(p => p.Name));
        foreach (var missing in required.Except(template.Places.Select(p => p.Name)))
            map.ProblemAt(key, $"{{{missing}}} is missing: a message says so much at least");
        var least = template.Least + ending.Length + 1;
        if (least > longest)
            map.ProblemAt(key, $"its own words are too long: with its placeholders shortened it still has {least} characters, and at most {longest} are sent");
        return template;
    }
}
