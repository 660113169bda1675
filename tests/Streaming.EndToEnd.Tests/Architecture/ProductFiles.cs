namespace Streaming.EndToEnd.Tests.Architecture;

static class ProductFiles
{
    static readonly string[] Made = ["bin", "obj"];

    /// <summary>All C# files of product and tests, by their paths from the root.</summary>
    public static IEnumerable<string> Sources() =>
        new[] { "src", "tests" }
            .SelectMany(f => Directory.GetFiles(Path.Combine(ReferenceTests.Root(), f), "*.cs", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(ReferenceTests.Root(), f))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Intersect(Made).Any());
}
