namespace Streaming.EndToEnd.Tests.Architecture;

static class ProductFiles
{
    static readonly string[] Made = ["bin", "obj"];

    /// <summary>All C# files of product and tests, by their paths from the root.</summary>
    public static IEnumerable<string> Sources() => Sources("src").Concat(Sources("tests"));

    /// <summary>Those of a folder, by their paths from the root.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Directory
            .GetFiles(Path.Combine(ReferenceTests.Root(), folder), "*.cs", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(ReferenceTests.Root(), f))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Intersect(Made).Any());

    /// <summary>Their lines.</summary>
    public static IEnumerable<string> Lines(string source) => File.ReadLines(Path.Combine(ReferenceTests.Root(), source));

    /// <summary>The project of src that a file belongs to.</summary>
    public static string Project(string source) => source.Split(Path.DirectorySeparatorChar)[1];
}
