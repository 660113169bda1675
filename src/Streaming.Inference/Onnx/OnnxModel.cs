using System.Collections.Concurrent;
using Apache.Arrow;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using Streaming.Inference.Models;
using Streaming.Inference.Signatures;
using Streaming.Onnx;

namespace Streaming.Inference.Onnx;

/// <summary>
/// A loaded model. Scores whole batches; a row's score has the same bits whatever batch it comes in. May be called from
/// several threads at once: each call borrows its own memory.
/// </summary>
public sealed class OnnxModel : IDisposable
{
    /// <summary>Key of the ONNX metadata entry whose value is the feature names, in input order, as a JSON array of strings.</summary>
    public const string FeaturesKey = MetadataKeys.Features;

    readonly InferenceSession _session;
    readonly ModelSignature _signature;
    readonly IReadOnlyList<string> _features;
    readonly bool _byConvention;
    readonly ConcurrentStack<ScoreBuffer> _buffers = new();

    OnnxModel(
        InferenceSession session,
        ModelSignature signature,
        IReadOnlyList<string>? featureNames,
        ModelContent content,
        ExecutionProvider provider
    )
    {
        _session = session;
        _signature = signature;
        _features = signature.Features;
        _byConvention = content.Signature is null;
        FeatureNames = featureNames;
        Hash = content.Hash;
        Provider = provider;
    }

    /// <summary>Content hash of the model's bytes.</summary>
    public string Hash { get; }

    /// <summary>What really runs it, after any fall-back.</summary>
    public ExecutionProvider Provider { get; }

    /// <summary>How it is served.</summary>
    public ModelSignature Signature => _signature;

    /// <summary>How many features it takes.</summary>
    public int FeatureCount => _features.Count;

    /// <summary>Names of the input's columns in order, or null for a model that does not carry them.</summary>
    public IReadOnlyList<string>? FeatureNames { get; }

    /// <exception cref="ModelException">ONNX Runtime cannot run it, or its inputs and outputs are not a scorer's.</exception>
    public static OnnxModel Load(ModelContent content, InferenceOptions options, ILogger logger)
    {
        var (session, provider) = SessionFactory.Open(content, options, logger);
        try
        {
            var (signature, names) = content.Signature is { } known
                ? new ConventionalSignature(known, known.Features)
                : ConventionalSignature.Of(session, content.Hash);
            ModelProbe.Run(session, signature, content.Hash);
            var model = new OnnxModel(session, signature, names, content, provider);
            InferenceLog.ModelLoaded(logger, content.Hash, model.FeatureCount, provider);
            return model;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure, before anything is scored, that the model was made for these features: in this order, unless its signature says
    /// which ones it takes.</summary>
    /// <exception cref="ModelException">It was not; the message says where they part.</exception>
    public void CheckFeatures(IReadOnlyList<string> features)
    {
        if (!_byConvention)
        {
            var lacking = _features.Except(features, StringComparer.Ordinal).ToList();
            if (lacking.Count > 0)
            {
                throw new ModelException(
                    $"Model {Hash} was registered for features that the topology does not compute: {string.Join(", ", lacking)}. "
                        + "Register it again "
                        + "for this topology, or give the topology the features of the model."
                );
            }

            return;
        }

        if (FeatureNames is { } own && !own.SequenceEqual(features, StringComparer.Ordinal))
        {
            throw new ModelException(
                $"Model {Hash} was made for other features than the topology computes: {FeatureDifference.Describe(own, features)}. "
                    + "Train a model for this topology, or give the topology the features of the model."
            );
        }

        if (FeatureCount != features.Count)
        {
            throw new ModelException(
                $"Model {Hash} takes {FeatureCount} features, the topology computes {features.Count}. "
                    + "Train a model for this topology, or give the topology the features of the model."
            );
        }
    }

    /// <summary>Scores a batch in one run.</summary>
    /// <exception cref="ModelException">The model fails on these rows.</exception>
    /// <param name="matrix">Row-major, <paramref name="rows"/> x <see cref="FeatureCount"/>; NaN is a missing value.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="scores">Receives one score a row; may be longer.</param>
    public void Score(ReadOnlySpan<float> matrix, int rows, Span<float> scores)
    {
        if (matrix.Length != (long)rows * FeatureCount)
        {
            throw new ArgumentException(
                $"{rows} rows of {FeatureCount} features are {(long)rows * FeatureCount} values, not {matrix.Length}.",
                nameof(matrix)
            );
        }

        CheckRoom(rows, scores);
        if (rows == 0)
            return;

        var buffer = Borrow();
        try
        {
            matrix.CopyTo(buffer.Prepare(rows));
            buffer.Run(scores);
        }
        catch (OnnxRuntimeException e)
        {
            throw ModelProbe.Failed(Hash, rows, e);
        }
        catch (NoScoreException e)
        {
            throw ModelProbe.Failed(Hash, rows, e);
        }
        finally
        {
            _buffers.Push(buffer);
        }
    }

    /// <summary>Scores a batch of rows in one run.</summary>
    /// <param name="rows">Rows with their features as float32 columns.</param>
    /// <param name="features">Names of the columns in the order of the model's input (see <see cref="CheckFeatures"/>); a model with a
    /// signature finds its own.</param>
    /// <param name="scores">Receives one score a row; may be longer.</param>
    /// <exception cref="Streaming.Topology.StreamingException">The rows lack a feature.</exception>
    public void Score(RecordBatch rows, IReadOnlyList<string> features, Span<float> scores)
    {
        if (_byConvention && features.Count != FeatureCount)
            throw new ArgumentException($"The model takes {FeatureCount} features, not {features.Count}.", nameof(features));
        CheckRoom(rows.Length, scores);
        if (rows.Length == 0)
            return;

        var buffer = Borrow();
        try
        {
            FeatureMatrix.Fill(rows, _byConvention ? features : _features, buffer.Prepare(rows.Length));
            buffer.Run(scores);
        }
        catch (OnnxRuntimeException e)
        {
            throw ModelProbe.Failed(Hash, rows.Length, e);
        }
        catch (NoScoreException e)
        {
            throw ModelProbe.Failed(Hash, rows.Length, e);
        }
        finally
        {
            _buffers.Push(buffer);
        }
    }

    /// <summary>
    /// Scores rows that were not recorded for this model: one on which it fails has no score, and costs the others nothing. What scores
    /// live rows sends such a row to quarantine; of recorded ones another model may have scored it.
    /// </summary>
    /// <param name="rows">Rows with their features as float32 columns.</param>
    /// <param name="features">As of <see cref="Score(RecordBatch, IReadOnlyList{string}, Span{float})"/>.</param>
    /// <param name="scores">Receives one score a row, NaN for one without; may be longer.</param>
    /// <exception cref="Streaming.Topology.StreamingException">The rows lack a feature.</exception>
    public void ScoreEach(RecordBatch rows, IReadOnlyList<string> features, Span<float> scores)
    {
        try
        {
            Score(rows, features, scores);
        }
        catch (ModelRunException)
        {
            var matrix = new float[rows.Length * FeatureCount];
            FeatureMatrix.Fill(rows, _byConvention ? features : _features, matrix);
            ScoreEach(matrix, scores[..rows.Length]);
        }
    }

    /// <summary>By halves, so that few rows without a score take few runs.</summary>
    void ScoreEach(ReadOnlySpan<float> matrix, Span<float> scores)
    {
        try
        {
            Score(matrix, scores.Length, scores);
        }
        catch (ModelRunException)
        {
            if (scores.Length == 1)
            {
                scores[0] = float.NaN;
                return;
            }

            var half = scores.Length / 2;
            ScoreEach(matrix[..(half * FeatureCount)], scores[..half]);
            ScoreEach(matrix[(half * FeatureCount)..], scores[half..]);
        }
    }

    ScoreBuffer Borrow() => _buffers.TryPop(out var buffer) ? buffer : new ScoreBuffer(_session, _signature);

    static void CheckRoom(int rows, Span<float> scores)
    {
        if (scores.Length < rows)
            throw new ArgumentException($"No room for {rows} scores in {scores.Length}.", nameof(scores));
    }

    /// <summary>
    /// Frees the native model. No call to <see cref="Score(ReadOnlySpan{float}, int, Span{float})"/> may be under way: <c>ModelSlot</c>
    /// sees to that.
    /// </summary>
    public void Dispose()
    {
        while (_buffers.TryPop(out var buffer))
            buffer.Dispose();
        _session.Dispose();
    }
}
