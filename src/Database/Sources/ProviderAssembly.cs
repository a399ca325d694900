using System.Data.Common;
using System.Reflection;
using System.Runtime.Loader;
using Opportune.Core;

namespace Opportune.Database;

/// <summary>An ADO.NET provider that is loaded from the folder where the site put it.</summary>
internal static class ProviderAssembly
{
    /// <summary>Loads its factory.</summary>
    /// <exception cref="InputException">It is not there, or is no provider.</exception>
    public static DbProviderFactory Load(ForeignProvider provider)
    {
        var path = Path.Combine(Path.GetFullPath(provider.Folder), provider.Assembly);
        if (!File.Exists(path))
            throw new InputException($"there is no file {path}; put the provider's assembly there, with all that it needs");
        try
        {
            // Beside its own folder the provider sees what the program itself has, so that the base classes are the same.
            var resolver = new AssemblyDependencyResolver(path);
            var context = new AssemblyLoadContext(provider.Assembly);
            context.Resolving += (_, name) =>
            {
                var file = resolver.ResolveAssemblyToPath(name) ?? Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll");
                return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
            };
            context.ResolvingUnmanagedDll += (_, name) => resolver.ResolveUnmanagedDllToPath(name) is { } file ? System.Runtime.InteropServices.NativeLibrary.Load(file) : 0;
            var type = context.LoadFromAssemblyPath(path).GetType(provider.Factory)
                ?? throw new InputException($"{provider.Assembly} holds no type {provider.Factory}; name its DbProviderFactory with its namespace");
            return type.GetField("Instance", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as DbProviderFactory
                ?? throw new InputException($"{provider.Factory} is no DbProviderFactory (it has no public field Instance)");
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException)
        {
            throw new InputException($"{path} is no assembly that this program can load ({e.GetType().Name}); put the provider for .NET there", e);
        }
    }
}
