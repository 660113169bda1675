using System.Text;

namespace Streaming.Explanations.Tests.LightGbm;

/// <summary>A model that LightGBM itself trained, and what it says of it.</summary>
sealed unsafe class NativeBooster : IDisposable
{
    const int Raw = 1,
        Contributions = 3;

    readonly nint _booster;

    NativeBooster(nint booster) => _booster = booster;

    /// <summary>Trains on one thread, so that the same rows give the same trees.</summary>
    internal static NativeBooster Train(float[] rows, int width, float[] labels, int trees, string parameters)
    {
        const string always = "num_threads=1 verbosity=-1 deterministic=true seed=1 ";
        fixed (
            float* data = rows,
                label = labels
        )
        {
            NativeLightGbm.Check(
                NativeLightGbm.CreateDataset(data, NativeLightGbm.Float32, labels.Length, width, 1, always + parameters, 0, out var dataset)
            );
            try
            {
                NativeLightGbm.Check(NativeLightGbm.SetField(dataset, "label", label, labels.Length, NativeLightGbm.Float32));
                NativeLightGbm.Check(NativeLightGbm.CreateBooster(dataset, always + parameters, out var booster));
                var made = new NativeBooster(booster);
                for (var tree = 0; tree < trees; tree++)
                    NativeLightGbm.Check(NativeLightGbm.Update(booster, out _));
                return made;
            }
            finally
            {
                NativeLightGbm.Check(NativeLightGbm.FreeDataset(dataset));
            }
        }
    }

    /// <summary>The margins of rows.</summary>
    internal double[] Margins(float[] rows, int width) => Predict(rows, width, Raw, 1);

    /// <summary>LightGBM's own SHAP values (predict contrib): a row has one a feature, then the base.</summary>
    internal double[] Shap(float[] rows, int width) => Predict(rows, width, Contributions, width + 1);

    /// <summary>The model in LightGBM's text form.</summary>
    internal string Text()
    {
        NativeLightGbm.Check(NativeLightGbm.Save(_booster, 0, -1, 0, 0, out var length, null));
        var text = new byte[length];
        fixed (byte* to = text)
            NativeLightGbm.Check(NativeLightGbm.Save(_booster, 0, -1, 0, length, out length, to));
        return Encoding.UTF8.GetString(text).TrimEnd('\0');
    }

    double[] Predict(float[] rows, int width, int kind, int each)
    {
        var result = new double[rows.Length / width * each];
        fixed (float* data = rows)
        fixed (double* to = result)
        {
            NativeLightGbm.Check(
                NativeLightGbm.Predict(
                    _booster,
                    data,
                    NativeLightGbm.Float32,
                    rows.Length / width,
                    width,
                    1,
                    kind,
                    0,
                    -1,
                    "num_threads=1",
                    out var length,
                    to
                )
            );
            if (length != result.Length)
                throw new InvalidOperationException($"LightGBM gave {length} values, not {result.Length}.");
        }

        return result;
    }

    public void Dispose() => NativeLightGbm.Check(NativeLightGbm.FreeBooster(_booster));
}
