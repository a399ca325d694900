using Opportune.Core;
using Opportune.Jobs;
using Opportune.Reading;

namespace Opportune.App;

/// <summary>Reads the jobs folder for a command: all problems on standard error, one a line, and none of it used.</summary>
internal static class LoadedJobs
{
    /// <summary>The lexicon, ready to read with.</summary>
    /// <exception cref="InputException">The lexicon has errors; they were told.</exception>
    public static CompiledLexicon Lexicon(string jobsFolder)
    {
        var problems = new Problems();
        var lexicon = LexiconReader.Read(Path.Combine(jobsFolder, "lexicon"), problems);
        Tell(problems, jobsFolder);
        return CompiledLexicon.Compile(lexicon!);
    }

    /// <summary>Prints the problems; throws when any is an error.</summary>
    public static void Tell(Problems problems, string jobsFolder)
    {
        foreach (var problem in problems.All)
            Console.Error.WriteLine(problem);
        if (problems.HasErrors)
            throw new InputException($"{problems.All.Count(p => !p.IsWarning)} errors under {jobsFolder}; nothing was run (mend them, then try 'check')");
    }
}
