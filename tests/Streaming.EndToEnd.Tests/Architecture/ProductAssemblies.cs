using System.Reflection;

namespace Streaming.EndToEnd.Tests.Architecture;

/// <summary>Everything that is shipped, by its own metadata.</summary>
static class ProductAssemblies
{
    /// <summary>Assemblies that have the name of a command.</summary>
    static readonly Dictionary<string, string> Commands = new(StringComparer.Ordinal)
    {
        ["Streaming.Cli"] = "streaming",
        ["Streaming.Embedded.Kafka.Tool"] = "kafka",
    };

    /// <summary>The assemblies of src, by name.</summary>
    public static IReadOnlyList<Assembly> All { get; } =
    [
        .. Directory
            .GetFiles(Path.Combine(ReferenceTests.Root(), "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(p => Path.GetFileNameWithoutExtension(p))
            .Order(StringComparer.Ordinal)
            .Select(name => Assembly.Load(Commands.GetValueOrDefault(name, name))),
    ];

    /// <summary>What people wrote, constructors included; what the compiler made of lambdas and iterators has names of its own.</summary>
    public static IEnumerable<MethodBase> Methods() =>
        All.SelectMany(a => a.GetTypes())
            .Where(t => !IsMade(t))
            .SelectMany(t =>
                t.GetMembers(
                    BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly
                )
            )
            .OfType<MethodBase>()
            .Where(m => !m.Name.StartsWith('<'));

    static bool IsMade(Type type) =>
        type.Name.Contains('<', StringComparison.Ordinal) || (type.DeclaringType is { } outer && IsMade(outer));
}
