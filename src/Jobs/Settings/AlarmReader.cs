using System.Globalization;
using Opportune.Core;
using Opportune.Jobs.Yaml;

namespace Opportune.Jobs.Settings;

/// <summary>Reads who is told of what.</summary>
internal static class AlarmReader
{
    public static AlarmSettings Read(YamlMap map, string folder)
    {
        var usual = new AlarmSettings();
        var channels = new List<AlarmChannel>();
        foreach (var item in map.Maps("channels"))
        {
            if (ReadChannel(item, folder) is not { } channel)
                continue;
            if (channels.Exists(c => c.Name == channel.Name))
                item.ProblemAt("name", $"there is a channel '{channel.Name}' already");
            channels.Add(channel);
        }
        var settings = new AlarmSettings
        {
            LookEvery = map.Span("look-every") ?? usual.LookEvery,
            StartWithin = map.Span("start-within") ?? usual.StartWithin,
            EscalateAfter = map.Span("escalate-after") ?? usual.EscalateAfter,
            QuietHours = map.Map("quiet-hours") is { } quiet ? ReadQuietHours(quiet) : null,
            Channels = channels,
        };
        if (channels.Count > 0 && channels.TrueForAll(c => c.IsForEscalation))
            map.ProblemAt("channels", "every channel is for escalation: nobody would be told of an alarm at first");
        map.Done();
        return settings;
    }

    private static AlarmChannel? ReadChannel(YamlMap map, string folder)
    {
        var name = map.RequiredText("name");
        var channel = new AlarmChannel
        {
            Name = name,
            IsForEscalation = map.Flag("escalation"),
            Webhook = map.Map("webhook") is { } webhook ? ReadWebhook(webhook, folder) : null,
            Mail = map.Map("mail") is { } mail ? ReadMail(mail, folder) : null,
        };
        if (map.Has("webhook") == map.Has("mail"))
            map.Problem(map.Node, "a channel is either a 'webhook' or a 'mail'");
        map.Done();
        return name.Length > 0 && (channel.Webhook is not null || channel.Mail is not null) ? channel : null;
    }

    internal static WebhookSettings? ReadWebhook(YamlMap map, string folder)
    {
        var url = SecretReader.Read(map, "url", folder, mayBeWritten: true);
        if (url is null && !map.Has("url"))
            map.Problem(map.Node, "'url' is missing (or url-file, url-env)");
        var header = map.Text("secret-header");
        var secret = SecretReader.Read(map, "secret", folder, mayBeWritten: false);
        if (header is not null != SecretReader.IsGiven(map, "secret"))
            map.Problem(map.Node, "'secret-header' and 'secret-file' (or secret-env) go together");
        map.Done();
        return url is null ? null : new(url, header, secret);
    }

    private static MailSettings? ReadMail(YamlMap map, string folder)
    {
        var mail = new MailSettings
        {
            Server = map.RequiredText("server"),
            Port = map.Integer("port") ?? 587,
            Encrypted = map.Flag("encrypted", otherwise: true),
            From = map.RequiredText("from"),
            To = map.Texts("to"),
            User = map.Text("user"),
            Password = SecretReader.Read(map, "password", folder, mayBeWritten: false),
        };
        if (mail.To.Count == 0)
            map.Problem(map.Node, "'to' is missing: who is written to");
        foreach (var address in mail.To.Append(mail.From).Where(a => a.Length > 0 && !System.Net.Mail.MailAddress.TryCreate(a, out _)))
            map.Problem(map.Node, $"'{address}' is no mail address");
        if (mail.Port is < 1 or > 65535)
            map.ProblemAt("port", "'port' must be a number from 1 to 65535");
        if (!mail.Encrypted && mail.Server is not ("127.0.0.1" or "localhost" or "::1"))
            map.ProblemAt("encrypted", "without encryption only a mail server on this machine may be used");
        if (mail.User is not null != SecretReader.IsGiven(map, "password"))
            map.Problem(map.Node, "'user' and 'password-file' (or password-env) go together");
        map.Done();
        return mail;
    }

    private static QuietHours? ReadQuietHours(YamlMap map)
    {
        var (from, to, zone) = (Time(map, "from"), Time(map, "to"), map.RequiredText("time-zone"));
        map.Done();
        if (zone.Length > 0 && (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) || !known.HasIanaId))
        {
            map.ProblemAt("time-zone", "'time-zone' must be an IANA zone such as Europe/Berlin or UTC");
            return null;
        }
        if (from is { } begin && to is { } end && begin == end)
            map.ProblemAt("to", "quiet hours that end when they begin would never end");
        return from is null || to is null || from == to || zone.Length == 0 ? null : new(from.Value, to.Value, zone);
    }

    private static TimeOnly? Time(YamlMap map, string key)
    {
        var text = map.RequiredText(key);
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        if (text.Length > 0)
            map.ProblemAt(key, $"'{key}' must be a time of day such as \"07:00\"");
        return null;
    }
}
