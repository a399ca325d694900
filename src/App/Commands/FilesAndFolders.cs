using System.CommandLine;

namespace Opportune.App.Commands;

/// <summary>A file where a folder is asked for, or a folder where a file is: told before any work, by the option that names it.</summary>
internal static class FilesAndFolders
{
    private const string Folder = "DIR", File = "FILE";

    /// <summary>The command, and all below it, of whose options those that are called DIR or FILE in the help take no other.</summary>
    public static Command AskedOf(Command command)
    {
        foreach (var option in command.Options.Where(o => o.HelpName is Folder or File))
        {
            option.Validators.Add(result =>
            {
                foreach (var path in result.Tokens.Select(t => t.Value))
                {
                    if (option.HelpName == Folder && System.IO.File.Exists(path))
                        result.AddError($"{option.Name}: {path} is a file; name a folder, one that is not there yet or another");
                    else if (option.HelpName == File && Directory.Exists(path))
                        result.AddError($"{option.Name}: {path} is a folder; name a file, in it or elsewhere");
                }
            });
        }
        foreach (var below in command.Subcommands)
            AskedOf(below);
        return command;
    }
}
