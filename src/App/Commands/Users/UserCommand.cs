using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Opportune.App.Screen;
using Opportune.App.Serve;
using Opportune.Core;
using Opportune.Database;
using Opportune.Database.Accounts;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Opportune.App.Commands;

/// <summary><c>user ...</c>: who may sign in to the pages.</summary>
internal static class UserCommand
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>How long a link for signing in is good.</summary>
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(24);

    public static Command Create() => new("user", "Who may sign in to the pages: add people, give them links, change what they may do.")
    {
        List(), Add(), Link(), ChangeRoles(), ChangeScope(), Enable("disable", "A person may no longer sign in; sessions end at once."), Enable("enable", "A person may sign in again."), ForgetCodes(),
    };

    private static Command List()
    {
        var (url, json) = (CommonOptions.Database(required: true), CommonOptions.Json());
        var command = new Command("list", "Everybody who may sign in, or once might.") { url, json };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var users = await new UserTable(database).List(cancel);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(users.Select(u => new { u.Name, u.DisplayName, u.Roles, Scope = u.Grants.Scope.ToString(), MayOpenRestricted = u.MayOpenRestricted == 1, HasPassword = u.PasswordHash is not null, u.DisabledAt, u.LockedUntil, u.CreatedAt, u.CreatedBy }), Form));
            else if (users.Count == 0)
                Console.WriteLine("nobody may sign in yet; add somebody: user add NAME --role administrator --database URL");
            else
                Print(users);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Add()
    {
        var (name, url, roles, about, display, at) = (Name(), CommonOptions.Database(required: true), RoleOption(), new About(), DisplayName(), At());
        var command = new Command("add", "Add a person, and print the link by which that person signs in first.") { name, roles, display, at, url };
        about.AddTo(command);
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            var (signIn, shown) = (parsed.GetRequiredValue(name), parsed.GetValue(display) ?? parsed.GetRequiredValue(name));
            if (string.IsNullOrWhiteSpace(signIn) || signIn.Any(char.IsControl) || signIn.Length > 100)
                throw new InputException("NAME: give the name that the person will type to sign in, at most 100 characters");
            await using var database = await OpportuneDatabase.Open(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var users = new UserTable(database);
            // Histories, lists and claims tell people apart by the name that is shown.
            if ((await users.List(cancel)).FirstOrDefault(u => string.Equals(u.DisplayName, shown, StringComparison.OrdinalIgnoreCase) && !string.Equals(u.Name, signIn, StringComparison.OrdinalIgnoreCase)) is { } other)
                throw new InputException($"--display-name: '{other.Name}' is shown as '{other.DisplayName}' already; give this person a name that tells the two apart");
            var grants = about.Of(parsed, RolesOf(parsed, roles));
            await TellUnknown(database, grants.Scope, cancel);
            var id = await users.Add(signIn, shown, grants, CommonOptions.Caller, cancel)
                ?? throw new InputException($"NAME: there is a '{signIn}' already; 'user link {signIn}' makes a new link");
            await PrintLink(users, id, parsed.GetRequiredValue(at), cancel);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Link()
    {
        var (name, url, at) = (Name(), CommonOptions.Database(required: true), At());
        var command = new Command("link", "Print a link by which a person signs in once, for a first or a forgotten password.") { name, at, url };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var users = new UserTable(database);
            var user = await Find(users, parsed.GetRequiredValue(name), cancel);
            if (user.DisabledAt is not null)
                throw new InputException($"NAME: '{user.Name}' may not sign in; 'user enable {user.Name}' changes that");
            if (await new ProviderTable(database).Find(user.UserId, cancel) is not null)
                throw new InputException($"NAME: '{user.Name}' signs in by single sign-on only; a link would be good for nothing");
            await PrintLink(users, user.UserId, parsed.GetRequiredValue(at), cancel);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command ChangeRoles()
    {
        var roles = RoleOption();
        return Change("role", "Change what a person may do; the person has to sign in again.", [roles], (parsed, user) => (user.Grants with { Roles = RolesOf(parsed, roles) }, user.DisabledAt is not null));
    }

    private static Command ChangeScope()
    {
        var about = new About();
        return Change("scope", "Say anew with whose patients a person works; the person has to sign in again.", about.All, (parsed, user) => (about.Of(parsed, user.Grants.Roles), user.DisabledAt is not null));
    }

    private static Command Enable(string verb, string description) => Change(verb, description, [], (_, user) => (user.Grants, verb == "disable"));

    private static Command Change(string verb, string description, IEnumerable<Option> options, Func<ParseResult, UserRow, (Grants Grants, bool IsDisabled)> become)
    {
        var (name, url) = (Name(), CommonOptions.Database(required: true));
        var command = new Command(verb, description) { name, url };
        foreach (var option in options)
            command.Add(option);
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var users = new UserTable(database);
            var user = await Find(users, parsed.GetRequiredValue(name), cancel);
            var (grants, isDisabled) = become(parsed, user);
            await TellUnknown(database, grants.Scope, cancel);
            await users.Change(user.UserId, grants, isDisabled, cancel);
            Console.WriteLine($"{user.Name}: {grants.Roles}; {PatientsOf(grants)}{(grants.MayOpenRestricted ? "; may open restricted records" : "")}{(isDisabled ? "; may not sign in" : "")}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command ForgetCodes()
    {
        var (name, url) = (Name(), CommonOptions.Database(required: true));
        var command = new Command("forget-codes", "Take a person's second step away, for one who has lost both device and recovery codes.") { name, url };
        command.SetAction((parsed, cancel) => Guard.Run(async () =>
        {
            await using var database = await OpportuneDatabase.OpenExisting(parsed.GetRequiredValue(url), TimeProvider.System, cancel);
            var user = await Find(new(database), parsed.GetRequiredValue(name), cancel);
            Console.WriteLine(await new CodeTable(database).Remove(user.UserId, cancel) ? $"{user.Name}: signs in by the password alone, or sets a second step up anew" : $"{user.Name}: had no second step");
            return ExitCode.Done;
        }));
        return command;
    }

    // No error: a site or panel may come with the next run. Who is told nothing of a slip sees no patient, and wonders.
    private static async Task TellUnknown(OpportuneDatabase database, Scope scope, CancellationToken cancel)
    {
        var known = await ListChoices.Read(database, Sight.Everything, cancel);
        foreach (var (option, what, named, there) in new[] { ("--site", "site", scope.Sites, known.Sites), ("--panel", "panel", scope.Panels, known.Panels) })
        {
            foreach (var unknown in named.Where(n => !there.Contains(n, StringComparer.Ordinal)))
                Console.Error.WriteLine($"note: {option}: no listed patient is of it yet: {(there.Count == 0 ? $"no {what} is known before a run has published" : Spelling.Unknown(what, unknown, there))}");
        }
    }

    private static async Task PrintLink(UserTable users, string userId, string at, CancellationToken cancel) =>
        Console.WriteLine($"{at.TrimEnd('/')}/sign-in/link/{await users.AddLink(userId, LinkLife, cancel)}\ngood once, for {LinkLife.TotalHours.ToString(CultureInfo.InvariantCulture)} hours");

    private static async Task<UserRow> Find(UserTable users, string name, CancellationToken cancel) =>
        await users.FindByName(name, cancel) ?? throw new InputException($"NAME: there is no '{name}'; 'user list' shows who there is");

    private static void Print(IReadOnlyList<UserRow> users)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("name", "shown as", "roles", "patients", "signs in");
        foreach (var user in users)
            table.AddRow(Markup.Escape(user.Name), Markup.Escape(user.DisplayName), user.Roles, Markup.Escape(PatientsOf(user.Grants)), (user.DisabledAt, user.PasswordHash) switch
            {
                ({ } since, _) => string.Create(CultureInfo.InvariantCulture, $"no, since {since:d MMM yyyy}"),
                (_, null) => "by link, no password yet",
                _ => "with a password",
            });
        Screens.Out.Write(table);
    }

    // An administrator's scope is of nothing: that role sees no patient.
    private static string PatientsOf(Grants grants) => grants.Roles.May(Permission.SeePatients) ? grants.Scope.ToString() : "no patient";

    private static Argument<string> Name() => new("name") { Description = "What the person types to sign in.", HelpName = "NAME" };

    private static Option<string[]> RoleOption()
    {
        var role = new Option<string[]>("--role") { Description = $"What the person may do: {string.Join(", ", EntryNames.All<Role>())} (SECURITY.md says what each may); may be named several times.", HelpName = "ROLE", Required = true };
        role.AcceptOnlyFromAmong([.. EntryNames.All<Role>()]);
        return role;
    }

    private static Roles RolesOf(ParseResult parsed, Option<string[]> roles) => Roles.Of(parsed.GetRequiredValue(roles).Select(EntryNames.Parse<Role>));

    private static Option<string?> DisplayName() => new("--display-name") { Description = "The name as it stands in histories (default: NAME).", HelpName = "TEXT" };

    private static Option<string> At() => new("--at") { Description = "Address of the pages, for the link.", HelpName = "URL", DefaultValueFactory = _ => InstalledSettings.Listen };

    /// <summary>The options that say with whose patients a person works.</summary>
    private sealed class About
    {
        private readonly Option<string[]> _sites = new("--site") { Description = "Only patients of this site; may be named several times (default: all sites).", HelpName = "SITE" };
        private readonly Option<string[]> _panels = new("--panel") { Description = "Only patients of this panel; may be named several times (default: all panels).", HelpName = "PANEL" };
        private readonly Option<bool> _restricted = new("--restricted") { Description = "The person may open restricted records, each time with a reason." };
        private readonly Option<string?> _own = new("--own-patient") { Description = "The person's own patient id, which this account is never shown.", HelpName = "ID" };

        public IEnumerable<Option> All => [_sites, _panels, _restricted, _own];

        public void AddTo(Command command)
        {
            foreach (var option in All)
                command.Add(option);
        }

        public Grants Of(ParseResult parsed, Roles roles) =>
            new(roles, Scope.Of(parsed.GetValue(_sites) ?? [], parsed.GetValue(_panels) ?? [])) { MayOpenRestricted = parsed.GetValue(_restricted), PatientId = parsed.GetValue(_own) };
    }
}
