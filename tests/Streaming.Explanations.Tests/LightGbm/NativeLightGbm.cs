using System.Runtime.InteropServices;

namespace Streaming.Explanations.Tests.LightGbm;

/// <summary>LightGBM's C API, as much of it as trains a model and asks it for predictions.</summary>
static unsafe partial class NativeLightGbm
{
    const string Library = "lib_lightgbm";

    internal const int Float32 = 0;

    /// <summary>Throws with LightGBM's own words.</summary>
    internal static void Check(int result)
    {
        if (result != 0)
            throw new InvalidOperationException(Marshal.PtrToStringUTF8(GetLastError()));
    }

    [LibraryImport(Library, EntryPoint = "LGBM_GetLastError")]
    private static partial nint GetLastError();

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetCreateFromMat", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int CreateDataset(
        float* data,
        int type,
        int rows,
        int columns,
        int rowMajor,
        string parameters,
        nint reference,
        out nint dataset
    );

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetSetField", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetField(nint dataset, string field, float* data, int count, int type);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetFree")]
    internal static partial int FreeDataset(nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterCreate", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int CreateBooster(nint dataset, string parameters, out nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterUpdateOneIter")]
    internal static partial int Update(nint booster, out int finished);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterFree")]
    internal static partial int FreeBooster(nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterSaveModelToString")]
    internal static partial int Save(nint booster, int start, int count, int importance, long room, out long length, byte* text);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterPredictForMat", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Predict(
        nint booster,
        float* data,
        int type,
        int rows,
        int columns,
        int rowMajor,
        int kind,
        int start,
        int count,
        string parameters,
        out long length,
        double* result
    );
}
