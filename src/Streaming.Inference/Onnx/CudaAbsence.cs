using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace Streaming.Inference.Onnx;

/// <summary>Why CUDA cannot be had, in words for the one who can mend it.</summary>
static partial class CudaAbsence
{
    /// <summary>What opening a session may throw where the CUDA provider, one of its libraries or a device is missing.</summary>
    internal static bool Is(Exception fault) => fault is EntryPointNotFoundException or DllNotFoundException or OnnxRuntimeException;

    internal static string Reason(Exception fault) =>
        fault switch
        {
            EntryPointNotFoundException => "this build has no CUDA provider: build with -p:Gpu=true",
            _ when MissingLibrary() is { } library =>
                $"{library} is missing: install CUDA and cuDNN as ONNX Runtime {OrtEnv.Instance().GetVersionString()} asks for, or name "
                    + "their folder in LD_LIBRARY_PATH",
            _ => fault.Message.Split('\n', 2)[0].TrimEnd('.', ' '),
        };

    /// <summary>What the CUDA provider needs and is not there. ONNX Runtime keeps it to its own log, so the loader is asked
    /// again.</summary>
    static string? MissingLibrary()
    {
        // Where the runtime itself looks: a single file unpacks its libraries to a folder of their own.
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries
        );
        if (folders.Select(f => Path.Combine(f, "libonnxruntime_providers_cuda.so")).FirstOrDefault(File.Exists) is not { } provider)
            return null;
        try
        {
            NativeLibrary.Free(NativeLibrary.Load(provider));
            return null;
        }
        catch (DllNotFoundException e)
        {
            return NotOpened().Match(e.Message) is { Success: true } match ? match.Groups["library"].Value : null;
        }
    }

    [GeneratedRegex(@"(?<library>lib[\w.+-]*\.so[\w.]*): cannot open shared object file", RegexOptions.NonBacktracking)]
    private static partial Regex NotOpened();
}
