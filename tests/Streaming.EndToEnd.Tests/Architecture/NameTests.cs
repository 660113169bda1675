using System.Text.RegularExpressions;

namespace Streaming.EndToEnd.Tests.Architecture;

/// <summary>Names that are the same everywhere, so that nobody has to look them up.</summary>
public sealed partial class NameTests
{
    /// <summary>The second gives up what the first lets come to its end.</summary>
    static readonly string[] Cancellation = ["stop", "abandon"];

    /// <summary>Their parameters have another name yet.</summary>
    static readonly string[] NotYet = ["Streaming.Lineage", "Streaming.Store"];

    [Fact]
    public void What_cancels_has_one_name() => ProductAssemblies.Methods()
        .Where(m => !NotYet.Contains(m.DeclaringType!.Assembly.GetName().Name))
        .Select(m => (Method: m, Tokens: m.GetParameters().Where(p => p.ParameterType == typeof(CancellationToken) && !char.IsUpper(p.Name![0])).Select(p => p.Name).ToList()))
        .Where(m => m.Tokens.Except(Cancellation).Any())
        .Select(m => $"{m.Method.DeclaringType}.{m.Method.Name}({string.Join(", ", m.Tokens)})")
        .ShouldBeEmpty();

    /// <summary>A type is found by its name: its namespace is its folder.</summary>
    [Fact]
    public void Namespaces_are_folders() => Files()
        .Where(f => !NamesOfTheProject.Any(p => f.StartsWith(p, StringComparison.Ordinal)))
        .Select(f => (File: f, Declared: Namespace().Match(File.ReadAllText(Path.Combine(ReferenceTests.Root(), f)))))
        .Where(f => f.Declared.Success && f.Declared.Groups["name"].Value != Path.GetDirectoryName(f.File)!.Split(Path.DirectorySeparatorChar, 2)[1].Replace(Path.DirectorySeparatorChar, '.'))
        .Select(f => $"{f.File}: {f.Declared.Groups["name"].Value}")
        .ShouldBeEmpty();

    /// <summary>Their folders sort files of one namespace.</summary>
    static readonly string[] NamesOfTheProject = [Path.Combine("src", "Streaming.Lineage"), Path.Combine("tests", "Streaming.Lineage.Tests", "Setup")];

    static IEnumerable<string> Files()
    {
        string[] made = ["bin", "obj"];
        return new[] { "src", "tests" }
            .SelectMany(f => Directory.GetFiles(Path.Combine(ReferenceTests.Root(), f), "*.cs", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(ReferenceTests.Root(), f))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Intersect(made).Any());
    }

    [GeneratedRegex("^namespace (?<name>[A-Za-z.]+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Namespace();
}
