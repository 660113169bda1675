namespace Streaming.Embedded.Tests.Setup;

/// <summary>A folder that goes away with the test.</summary>
sealed class ScratchFolder : IDisposable
{
    // Not made here: the code under test makes its folders with the rights they need.
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"embedded-test-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
