namespace Streaming.Embedded.Tests.Setup;

/// <summary>The example of a project's README, and the test's source that it must be found in.</summary>
static class Readme
{
    /// <summary>The lines of the first block of C# in a project's README, without their indentation.</summary>
    public static IReadOnlyList<string> FirstExample(string project) =>
        [
            .. File.ReadLines(Path.Combine(Root(), "src", project, "README.md"))
                .SkipWhile(line => line != "```csharp")
                .Skip(1)
                .TakeWhile(line => line != "```")
                .Select(line => line.Trim()),
        ];

    /// <summary>The lines of a source file among the tests, without their indentation.</summary>
    public static IReadOnlyList<string> Source(string file) =>
        [.. File.ReadLines(Path.Combine(Root(), "tests", file)).Select(line => line.Trim())];

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Streaming.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
