using System.Text.RegularExpressions;

namespace Streaming.EndToEnd.Tests.Architecture;

/// <summary>Names that are the same everywhere, so that nobody has to look them up.</summary>
public sealed partial class NameTests
{
    /// <summary>The second gives up what the first lets come to its end.</summary>
    static readonly string[] Cancellation = ["stop", "abandon"];

    [Fact]
    public void What_cancels_has_one_name() =>
        ProductAssemblies
            .Methods()
            .Select(m =>
                (
                    Method: m,
                    Tokens: m.GetParameters()
                        .Where(p => p.ParameterType == typeof(CancellationToken) && !char.IsUpper(p.Name![0]))
                        .Select(p => p.Name)
                        .ToList()
                )
            )
            .Where(m => m.Tokens.Except(Cancellation).Any())
            .Select(m => $"{m.Method.DeclaringType}.{m.Method.Name}({string.Join(", ", m.Tokens)})")
            .ShouldBeEmpty();

    /// <summary>A type is found by its name: its namespace is its folder.</summary>
    [Fact]
    public void Namespaces_are_folders() =>
        ProductFiles
            .Sources()
            .Select(f => (File: f, Declared: Namespace().Match(File.ReadAllText(Path.Combine(ReferenceTests.Root(), f)))))
            .Where(f =>
                f.Declared.Success
                && f.Declared.Groups["name"].Value
                    != Path.GetDirectoryName(f.File)!.Split(Path.DirectorySeparatorChar, 2)[1].Replace(Path.DirectorySeparatorChar, '.')
            )
            .Select(f => $"{f.File}: {f.Declared.Groups["name"].Value}")
            .ShouldBeEmpty();

    [GeneratedRegex("^namespace (?<name>[A-Za-z.]+)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Namespace();
}
