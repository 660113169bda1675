using System.Text.Json;
using Streaming.Inference.Models;
using Streaming.Onnx;
using Streaming.Onnx.Reading;
using Kind = Streaming.Onnx.TensorProto.Types.DataType;

namespace Streaming.Inference.Signatures;

/// <summary>Reads a graph's inputs, and says which features they take.</summary>
static class InputReader
{
    /// <param name="Width">Columns; null: the graph leaves it open.</param>
    /// <param name="Rows">Rows that it must have; null: any number.</param>
    sealed record Declared(string Name, NumberType Type, bool IsVector, int? Width, int? Rows);

    /// <exception cref="ModelException">They take something else than the features there are.</exception>
    internal static (IReadOnlyList<ModelInput> Inputs, FeatureMatching MatchedBy, int? BatchRows) Read(
        ModelProto model,
        SignatureRequest request
    )
    {
        // Files of the first years list constants among the inputs.
        var constants = model.Graph.Initializer.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        var inputs = model.Graph.Input.Where(i => !constants.Contains(i.Name)).Select(Declare).ToList();
        if (inputs.Count == 0)
            throw new ModelException("The model takes no inputs: its score would be the same for every row. Export the whole model.");
        if (inputs.Count > FileLimits.Features || inputs.Sum(i => (long)(i.Width ?? 1)) > FileLimits.Features)
            throw new ModelException($"The model takes more than {FileLimits.Features:N0} values a row, the most a model may take.");
        if (inputs.Select(i => i.Name).Distinct(StringComparer.Ordinal).Count() < inputs.Count)
            throw new ModelException("The model has two inputs of one name: the file is damaged. Export the model again.");
        var (features, by) = Match(model, inputs, request);
        return ([.. inputs.Select((input, i) => new ModelInput(input.Name, input.Type, input.IsVector, features[i]))], by, Rows(inputs));
    }

    static Declared Declare(ValueInfoProto value)
    {
        var name = FileGuard.Quoted(value.Name);
        if (value.Type?.TensorType is not { } tensor)
            throw new ModelException($"The model's input {name} is no tensor of numbers. Export the model with inputs that are tensors.");
        var type = (Kind)tensor.ElemType switch
        {
            Kind.Float => NumberType.Float32,
            Kind.Double => NumberType.Float64,
            Kind.Int32 => NumberType.Int32,
            Kind.Int64 => NumberType.Int64,
            Kind.String => throw new ModelException(
                $"The model's input {name} takes texts, and features are numbers. Encode the category as a number by a feature of the "
                    + "topology, and export the model without its encoder."
            ),
            var other => throw new ModelException(
                $"The model's input {name} takes {TypeNames.Of(other)}; served are float32, float64, int32 and int64. Export the model "
                    + "with "
                    + "one of them (float32 loses nothing: features are float32)."
            ),
        };
        var dimensions = tensor
            .Shape?.Dim.Select(d => d.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? d.DimValue : -1)
            .ToArray();
        return dimensions switch
        {
            // No shape at all: anything goes.
            null => new Declared(value.Name, type, false, null, null),
            [var rows] when rows <= 1 => new Declared(value.Name, type, true, 1, RowsOf(rows, name)),
            [var width] => throw new ModelException(
                $"The model's input {name} takes {width:N0} numbers without a dimension for rows. Export it with one more dimension, so "
                    + "that it "
                    + $"takes [rows, {width}]."
            ),
            [var rows, var width] => new Declared(value.Name, type, false, WidthOf(width, name), RowsOf(rows, name)),
            _ => throw new ModelException(
                $"The model's input {name} has {dimensions.Length} dimensions; served are [rows] and [rows, features]. Export the model "
                    + "so that a "
                    + "row is a line of features."
            ),
        };
    }

    static int? WidthOf(long width, string name) =>
        width switch
        {
            -1 or 0 => null,
            > 0 and <= FileLimits.Features => (int)width,
            _ => throw new ModelException(
                $"The model's input {name} says that it takes {width:N0} values a row; a model may take {FileLimits.Features:N0}."
            ),
        };

    static int? RowsOf(long rows, string name) =>
        rows switch
        {
            -1 or 0 => null,
            > 0 and <= FileLimits.BatchRows => (int)rows,
            _ => throw new ModelException(
                $"The model's input {name} says that it takes {rows:N0} rows at once; a model may want {FileLimits.BatchRows:N0}. "
                    + "Export it with "
                    + "an open first dimension."
            ),
        };

    static int? Rows(List<Declared> inputs)
    {
        var rows = inputs.Select(i => i.Rows).OfType<int>().Distinct().ToList();
        return rows.Count <= 1
            ? (rows.Count == 0 ? null : rows[0])
            : throw new ModelException(
                $"The model's inputs take different numbers of rows ({string.Join(", ", rows)}): they cannot be columns of the same rows. "
                    + "Export it with an open first dimension."
            );
    }

    static (IReadOnlyList<IReadOnlyList<string>> Features, FeatureMatching By) Match(
        ModelProto model,
        List<Declared> inputs,
        SignatureRequest request
    )
    {
        if (request.Map is { } map)
            return (Mapped(inputs, map, request.Features), FeatureMatching.Map);
        if (inputs is [{ IsVector: false } matrix])
        {
            if (NamesInFile(model) is { } names)
            {
                if (matrix.Width is { } width && width != names.Length)
                    throw new ModelException($"The model takes {width} features but names {names.Length} of them: the file is damaged.");
                Require(names, request);
                return ([names], FeatureMatching.Names);
            }

            if (matrix.Width is not 1 || !request.Features.Contains(matrix.Name, StringComparer.Ordinal))
            {
                return matrix.Width is null || matrix.Width == request.Features.Count
                    ? ([request.Features], FeatureMatching.Order)
                    : throw new ModelException(
                        $"The model's input {FileGuard.Quoted(matrix.Name)} takes {matrix.Width} columns without names, and "
                            + $"{(request.File is { } file ? $"{file} has" : "the topology computes")} {request.Features.Count} features "
                            + $"({Listed(request.Features)}). Say which features the columns are, in order."
                    )
                    {
                        Cure = Topology.Cure.MapInputs,
                    };
            }
        }

        if (inputs.Find(i => i.Width is not 1) is { } wide)
        {
            throw new ModelException(
                $"The model has {inputs.Count} inputs, and {FileGuard.Quoted(wide.Name)} of them takes "
                    + $"{(wide.Width is { } w ? $"{w}" : "an open number of")} columns. Say which features each input takes, in order."
            )
            {
                Cure = Topology.Cure.MapInputs,
            };
        }

        Require([.. inputs.Select(i => i.Name)], request);
        return ([.. inputs.Select(i => (IReadOnlyList<string>)[i.Name])], FeatureMatching.Names);
    }

    /// <exception cref="ModelException">A name is no feature's.</exception>
    static void Require(string[] names, SignatureRequest request)
    {
        var unknown = names.Except(request.Features, StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            throw new ModelException(
                request.File is { } file
                    ? $"{file} lacks columns that the model has as features: {Listed(unknown)}. It has {Listed(request.Features)}. Say "
                        + "which column each input takes, or give it the model's."
                    : $"The model takes {Listed(unknown)}, which the topology does not compute; it computes {Listed(request.Features)}. "
                        + "Say which feature each input takes, or give the topology the features of the model."
            )
            {
                Cure = Topology.Cure.MapInputs,
            };
        }
    }

    static IReadOnlyList<string>[] Mapped(
        List<Declared> inputs,
        IReadOnlyDictionary<string, IReadOnlyList<string>> map,
        IReadOnlyList<string> features
    )
    {
        var faults = new List<string>();
        var strange = map.Keys.Except(inputs.Select(i => i.Name), StringComparer.Ordinal).ToList();
        if (strange.Count > 0)
            faults.Add($"the model has no input {Listed(strange)}: its inputs are {Listed(inputs.Select(i => i.Name))}");
        var unmapped = inputs.Select(i => i.Name).Where(name => !map.ContainsKey(name)).ToList();
        if (unmapped.Count > 0)
            faults.Add($"nothing is said of the input {Listed(unmapped)}");
        var unknown = map.Values.SelectMany(f => f).Except(features, StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            faults.Add($"there is no feature {Listed(unknown)}, but {Listed(features)}");
        foreach (var input in inputs.Where(i => map.TryGetValue(i.Name, out var given) && i.Width is { } w && w != given.Count))
        {
            faults.Add(
                $"the input {FileGuard.Quoted(input.Name)} takes {input.Width} columns, and {map[input.Name].Count} features are named "
                    + "for it"
            );
        }

        if (faults.Count > 0)
            throw new ModelException($"The mapping does not fit: {string.Join("; ", faults)}.") { Cure = Topology.Cure.MapInputs };
        return [.. inputs.Select(i => map[i.Name])];
    }

    /// <summary>The features that a file trained here names.</summary>
    internal static string[]? NamesInFile(ModelProto model)
    {
        if (model.MetadataProps.FirstOrDefault(p => p.Key == MetadataKeys.Features) is not { } entry)
            return null;
        try
        {
            if (JsonSerializer.Deserialize<string[]>(entry.Value) is { } names && !names.Contains(null))
                return names;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new ModelException($"The model's metadata entry '{MetadataKeys.Features}' must be a JSON array of strings.");
    }

    const int Shown = 20;

    internal static string Listed(IEnumerable<string> names)
    {
        var all = names.ToList();
        var shown = string.Join(", ", all.Take(Shown).Select(n => n.Length > 80 ? n[..80] + "…" : n));
        return all.Count > Shown ? $"{shown} and {all.Count - Shown} more" : shown;
    }
}
