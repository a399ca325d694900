using System.Globalization;
using System.Net;
using System.Text;
using Opportune.Database.Serving;

namespace Opportune.Serving;

/// <summary>What is running, for whoever opens the address: nothing about patients, no link, no script.</summary>
internal static class StartPage
{
    public static string Of(string program, IReadOnlyList<HealthCheck> checks, ServiceFacts? facts, DateTimeOffset now)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Opportune</title></head>\n<body>\n<h1>Opportune</h1>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>Version {Text(program)}, {now.UtcDateTime:yyyy-MM-dd HH:mm} UTC. The worklists are not here yet; use the command line.</p>\n<ul>\n");
        foreach (var check in checks)
            page.Append(CultureInfo.InvariantCulture, $"<li>{(check.IsWell ? "well" : $"<strong>{Text(check.Reason)}</strong>")}: {Text(check.Says)}</li>\n");
        page.Append("</ul>\n");
        if (facts is not null)
        {
            page.Append("<h2>Runs at work</h2>\n<ul>\n");
            foreach (var run in facts.AtWork)
                page.Append(CultureInfo.InvariantCulture, $"<li>{Text(run.Job)} as of {run.AsOf:yyyy-MM-dd}, since {run.StartedAt?.UtcDateTime:yyyy-MM-dd HH:mm} UTC</li>\n");
            page.Append(facts.AtWork.Count == 0 ? "<li>none</li>\n" : "").Append("</ul>\n<h2>Alarms</h2>\n<ul>\n");
            foreach (var alarm in facts.Alarms)
                page.Append(CultureInfo.InvariantCulture, $"<li>{Text(alarm.Kind)}, since {alarm.RaisedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC</li>\n");
            page.Append(facts.Alarms.Count == 0 ? "<li>none</li>\n" : "").Append("</ul>\n");
        }
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
