using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources;

/// <summary>A file's fault in one line that names the file as the person knows it: within the input folder.</summary>
internal static class FileFault
{
    public static InputException Of(string name, string path, TableFileException fault)
    {
        var message = fault.Message.StartsWith(path, StringComparison.Ordinal) ? fault.Message[path.Length..].TrimStart(':', ' ') : fault.Message;
        return new($"{name}: {message.ReplaceLineEndings(" ")}", fault);
    }
}
