using Streaming.Application.RegisterModel;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Gateway.Tests.Setup;

/// <summary>Forms with files, and what is kept of them meanwhile.</summary>
static class Uploads
{
    /// <summary>A form with such parts.</summary>
    public static MultipartFormDataContent Form(params (string Name, byte[] Bytes)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in parts)
            form.Add(new ByteArrayContent(bytes), name);
        return form;
    }

    /// <summary>Tests beside this one have uploads under way, for a moment; what killed programs have left is older.</summary>
    public static Task NothingIsLeftAsync() => Eventually.TrueAsync(() => !Left().Any(), "an upload is left in the temporary folder");

    static IEnumerable<string> Left()
    {
        using var own = System.Diagnostics.Process.GetCurrentProcess();
        var start = own.StartTime.ToUniversalTime();
        return Directory
            .EnumerateDirectories(Path.GetTempPath(), $"{UploadFolder.Prefix}*")
            .Where(f => Directory.GetLastWriteTimeUtc(f) >= start);
    }
}
