using System.CommandLine;
using Opportune.App.Screen;
using Opportune.Core;
using Opportune.Database;

namespace Opportune.App.Commands;

/// <summary><c>set-aside</c>: empties a PostgreSQL database for a backup, and loses nothing of it.</summary>
internal static class SetAsideCommand
{
    public static Command Create()
    {
        var database = CommonOptions.NamedDatabase(required: true);
        var into = new Option<string?>("--as") { Description = "The schema that is made for what the database holds now.", HelpName = "NAME" };
        var back = new Option<string?>("--back") { Description = "The schema whose tables come back into the database, which is empty.", HelpName = "NAME" };
        var command = new Command("set-aside", "Move all tables of a PostgreSQL database into a schema, so that a backup can be restored, or back. As the database's owner, with nothing at work on it. Names of patients go along: drop the schema when nobody needs it any more.") { database, into, back };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var (url, to, from) = (parsed.GetRequiredValue(database), parsed.GetValue(into), parsed.GetValue(back));
            if ((to is null) == (from is null))
                throw new InputException("say either --as NAME or --back NAME");
            Screens.Line(to is not null
                ? $"{Amounts.Of(await SetAside.Into(url, to, TimeProvider.System, cancel), "table")} of {url} lie in its schema {to}; 'set-aside --back {to}' brings them back"
                : $"{Amounts.Of(await SetAside.Back(url, from!, TimeProvider.System, cancel), "table")} of {url} are back from its schema {from}");
            return ExitCode.Done;
        }));
        return command;
    }
}
