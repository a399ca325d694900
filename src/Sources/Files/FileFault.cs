using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources;

/// <summary>A file's fault in one line that names the file as the person knows it: within the input folder.</summary>
internal static class FileFault
{
    public static InputException Of(string name, string path, TableFileException fault)
    {
        var message = fault.Message.ReplaceLineEndings(" ");
        foreach (var known in new[] { path, Path.GetFileName(path) })
        {
            if (message.StartsWith(known, StringComparison.Ordinal))
                message = message[known.Length..].TrimStart(':', ' ');
        }
        return new($"{name}: {message}", fault);
    }
}
