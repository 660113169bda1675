using System.Text;
using Streaming.Events.Rows.Builders;
using Streaming.Topology.Model;

namespace Streaming.Events.Json;

/// <summary>One declared field as the decoder needs it: its name in bytes and the column it goes to.</summary>
sealed class FieldSlot(FieldModel field, ColumnBuilder column)
{
    public FieldModel Field { get; } = field;
    public byte[] Name { get; } = Encoding.UTF8.GetBytes(field.Name);

    /// <summary>The name in quotation marks, as a producer most often writes it.</summary>
    public byte[] Quoted { get; } = Encoding.UTF8.GetBytes($"\"{field.Name}\"");
    public ColumnBuilder Column { get; } = column;
    public BytesColumnBuilder Strings => (BytesColumnBuilder)Column;
    public FixedColumnBuilder<long> Longs => (FixedColumnBuilder<long>)Column;
    public FixedColumnBuilder<double> Doubles => (FixedColumnBuilder<double>)Column;
    public BoolColumnBuilder Bools => (BoolColumnBuilder)Column;
}
