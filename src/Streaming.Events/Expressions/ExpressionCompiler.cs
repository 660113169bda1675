using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Expressions.Nodes;
using Streaming.Events.Rows;
using Streaming.Topology;
using Streaming.Topology.Expressions;
using Round = Streaming.Events.Expressions.Nodes.Round;

namespace Streaming.Events.Expressions;

/// <summary>Turns a checked expression into operators over the columns of one schema.</summary>
sealed class ExpressionCompiler
{
    readonly Schema _schema;
    readonly IReadOnlyList<string> _externals;
    readonly IntegerCompiler _integers;

    public ExpressionCompiler(Schema schema, IReadOnlyList<string> externals)
    {
        (_schema, _externals) = (schema, externals);
        _integers = new IntegerCompiler(schema, this);
    }

    public object Compile(Expr e) =>
        e.Type switch
        {
            ExprType.Number => Number(e),
            ExprType.Bool => Bool(e),
            ExprType.Timestamp => Time(e),
            _ => Text(e),
        };

    /// <summary>Its value as an integer, where it is one that binary64 may not hold.</summary>
    public Node<Int128>? Integer(Expr e) => e.Type == ExprType.Number && _integers.IsWide(e) ? _integers.Compile(e) : null;

    public Node<byte> Condition(Expr e) => Bool(e);

    public Node<double> Number(Expr e) =>
        e is not ColumnRef && Integer(e) is { } integer ? new RoundedIntegerNode(integer, Real(e)) : Real(e);

    Node<double> Real(Expr e) =>
        e switch
        {
            NumberLiteral literal => new LiteralNode<double>(literal.Value),
            ColumnRef column => NumberColumn(column),
            Unary { Operator: UnaryOperator.Negate } unary => new UnaryNode<Negate>(Number(unary.Operand)),
            Binary binary => Arithmetic(binary),
            Call call => NumberCall(call),
            _ => throw Unsupported(e),
        };

    Node<double> Arithmetic(Binary e)
    {
        if (e.Operator == BinaryOperator.Subtract && e.Left.Type == ExprType.Timestamp)
            return new TimeDifferenceNode(Time(e.Left), Time(e.Right));
        var (left, right) = (Number(e.Left), Number(e.Right));
        return e.Operator switch
        {
            BinaryOperator.Add => new ArithmeticNode<Add>(left, right),
            BinaryOperator.Subtract => new ArithmeticNode<Subtract>(left, right),
            BinaryOperator.Multiply => new ArithmeticNode<Multiply>(left, right),
            BinaryOperator.Divide => new ArithmeticNode<Divide>(left, right),
            BinaryOperator.Modulo => new ArithmeticNode<Modulo>(left, right),
            _ => throw Unsupported(e),
        };
    }

    Node<double> NumberCall(Call e) =>
        e.Function switch
        {
            Function.If => new IfNode<double>(Bool(e.Arguments[0]), Number(e.Arguments[1]), Number(e.Arguments[2])),
            Function.Coalesce => Fold(e, Number, (a, b) => new CoalesceNode<double, NumberKind>(a, b)),
            Function.Min => Fold(e, Number, (a, b) => new ArithmeticNode<Minimum>(a, b)),
            Function.Max => Fold(e, Number, (a, b) => new ArithmeticNode<Maximum>(a, b)),
            Function.Abs => new UnaryNode<Absolute>(Number(e.Arguments[0])),
            Function.Floor => new UnaryNode<Floor>(Number(e.Arguments[0])),
            Function.Ceil => new UnaryNode<Ceiling>(Number(e.Arguments[0])),
            Function.Round => new UnaryNode<Round>(Number(e.Arguments[0])),
            Function.Sqrt => new UnaryNode<SquareRoot>(Number(e.Arguments[0])),
            Function.Hour => new CalendarNode(Time(e.Arguments[0]), CalendarPart.Hour),
            Function.Minute => new CalendarNode(Time(e.Arguments[0]), CalendarPart.Minute),
            Function.Weekday => new CalendarNode(Time(e.Arguments[0]), CalendarPart.Weekday),
            Function.Day => new CalendarNode(Time(e.Arguments[0]), CalendarPart.Day),
            Function.Month => new CalendarNode(Time(e.Arguments[0]), CalendarPart.Month),
            Function.Epoch => new CalendarNode(Time(e.Arguments[0]), CalendarPart.Epoch),
            Function.Length => new LengthNode(Text(e.Arguments[0])),
            _ => throw Unsupported(e),
        };

    Node<byte> Bool(Expr e) =>
        e switch
        {
            BoolLiteral literal => new LiteralNode<byte>(Ternary.Of(literal.Value)),
            ColumnRef column => Column(column) is { Type: BooleanType } found ? new BoolColumnNode(found.Place) : throw WrongColumn(column),
            Unary { Operator: UnaryOperator.Not } unary => new NotNode(Bool(unary.Operand)),
            Binary { Operator: BinaryOperator.And } and => new LogicNode(Bool(and.Left), Bool(and.Right), conjunction: true),
            Binary { Operator: BinaryOperator.Or } or => new LogicNode(Bool(or.Left), Bool(or.Right), conjunction: false),
            Binary comparison => Comparison(comparison),
            Call call => BoolCall(call),
            _ => throw Unsupported(e),
        };

    Node<byte> Comparison(Binary e) =>
        e.Operator switch
        {
            BinaryOperator.Equal => Comparison<Equal>(e),
            BinaryOperator.NotEqual => Comparison<NotEqual>(e),
            BinaryOperator.Less => Comparison<Less>(e),
            BinaryOperator.LessOrEqual => Comparison<LessOrEqual>(e),
            BinaryOperator.Greater => Comparison<Greater>(e),
            BinaryOperator.GreaterOrEqual => Comparison<GreaterOrEqual>(e),
            _ => throw Unsupported(e),
        };

    Node<byte> Comparison<TComparison>(Binary e)
        where TComparison : IComparison =>
        e.Left.Type switch
        {
            ExprType.Number => NumberComparison<TComparison>(e.Left, e.Right),
            ExprType.Bool => new CompareNode<byte, BoolKind, TComparison>(Bool(e.Left), Bool(e.Right)),
            ExprType.Timestamp => new CompareNode<long, TimeKind, TComparison>(Time(e.Left), Time(e.Right)),
            _ => new StringCompareNode<TComparison>(Text(e.Left), Text(e.Right)),
        };

    Node<byte> NumberComparison<TComparison>(Expr left, Expr right)
        where TComparison : IComparison
    {
        if (!_integers.IsWide(left) && !_integers.IsWide(right))
            return new CompareNode<double, NumberKind, TComparison>(Number(left), Number(right));
        if (_integers.IsInteger(left) && _integers.IsInteger(right))
            return new CompareNode<Int128, IntegerKind, TComparison>(_integers.Compile(left), _integers.Compile(right));
        return _integers.IsInteger(left)
            ? Comparison<TComparison>(_integers.Compile(left), right, mirrored: false)
            : Comparison<TComparison>(_integers.Compile(right), left, mirrored: true);
    }

    Node<byte> Comparison<TComparison>(Node<Int128> integer, Expr other, bool mirrored)
        where TComparison : IComparison =>
        other is NumberLiteral { Number: { HasFraction: true, Floor: { } floor } }
            ? new IntegerFractionNode<TComparison>(integer, floor, mirrored)
            : new IntegerCompareNode<TComparison>(integer, Number(other), mirrored);

    /// <summary>Equal to any of the others.</summary>
    Node<byte> InNumbers(Expr e, Expr[] others) =>
        _integers.IsWide(e) || others.Any(_integers.IsWide)
            ? others.Select(other => NumberComparison<Equal>(e, other)).Aggregate((a, b) => new LogicNode(a, b, conjunction: false))
            : new InNode<double, NumberKind>(Number(e), [.. others.Select(Number)]);

    Node<byte> BoolCall(Call e) =>
        e.Function switch
        {
            Function.If => new IfNode<byte>(Bool(e.Arguments[0]), Bool(e.Arguments[1]), Bool(e.Arguments[2])),
            Function.Coalesce => Fold(e, Bool, (a, b) => new CoalesceNode<byte, BoolKind>(a, b)),
            Function.IsNull => IsNull(e.Arguments[0]),
            Function.In => In(e.Arguments[0], [.. e.Arguments.Skip(1)]),
            Function.StartsWith => new TextTestNode(Text(e.Arguments[0]), Text(e.Arguments[1]), TextTest.StartsWith),
            Function.EndsWith => new TextTestNode(Text(e.Arguments[0]), Text(e.Arguments[1]), TextTest.EndsWith),
            Function.Contains => new TextTestNode(Text(e.Arguments[0]), Text(e.Arguments[1]), TextTest.Contains),
            _ => throw Unsupported(e),
        };

    Node<byte> IsNull(Expr e) =>
        e.Type switch
        {
            ExprType.Number => new IsNullNode<double, NumberKind>(Number(e)),
            ExprType.Bool => new IsNullNode<byte, BoolKind>(Bool(e)),
            ExprType.Timestamp => new IsNullNode<long, TimeKind>(Time(e)),
            _ => new StringIsNullNode(Text(e)),
        };

    Node<byte> In(Expr e, Expr[] others) =>
        e.Type switch
        {
            ExprType.Number => InNumbers(e, others),
            ExprType.Bool => new InNode<byte, BoolKind>(Bool(e), [.. others.Select(Bool)]),
            ExprType.Timestamp => new InNode<long, TimeKind>(Time(e), [.. others.Select(Time)]),
            _ => new StringInNode(Text(e), [.. others.Select(Text)]),
        };

    Node<long> Time(Expr e) =>
        e switch
        {
            ColumnRef column => Column(column) is { Type: TimestampType or Int64Type } found
                ? new TimeColumnNode(found.Place)
                : throw WrongColumn(column),
            Call { Function: Function.If } call => new IfNode<long>(
                Bool(call.Arguments[0]),
                Time(call.Arguments[1]),
                Time(call.Arguments[2])
            ),
            Call { Function: Function.Coalesce } call => Fold(call, Time, (a, b) => new CoalesceNode<long, TimeKind>(a, b)),
            Call { Function: Function.Min } call => Fold(call, Time, (a, b) => new TimeExtremeNode(a, b, latest: false)),
            Call { Function: Function.Max } call => Fold(call, Time, (a, b) => new TimeExtremeNode(a, b, latest: true)),
            _ => throw Unsupported(e),
        };

    StringNode Text(Expr e) =>
        e switch
        {
            StringLiteral literal => new StringLiteralNode(literal.Value),
            ColumnRef column => Column(column) is { Type: StringType } found
                ? new StringColumnNode(found.Place)
                : throw WrongColumn(column),
            Call { Function: Function.Lower } call => new LowerNode(Text(call.Arguments[0])),
            Call { Function: Function.If } call => new StringIfNode(
                Bool(call.Arguments[0]),
                Text(call.Arguments[1]),
                Text(call.Arguments[2])
            ),
            Call { Function: Function.Coalesce } call => Fold(call, Text, (a, b) => new StringCoalesceNode(a, b)),
            _ => throw Unsupported(e),
        };

    Node<double> NumberColumn(ColumnRef column)
    {
        if (column.Kind != ColumnKind.Field && External(column.Name) is { } external)
            return external;
        var (place, type) = Column(column);
        return type switch
        {
            DoubleType => new DoubleColumnNode(place),
            FloatType => new FloatColumnNode(place),
            Int64Type => new IntColumnNode(place),
            _ => throw WrongColumn(column),
        };
    }

    ExternalColumnNode? External(string name)
    {
        for (var i = 0; i < _externals.Count; i++)
        {
            if (_externals[i] == name)
                return new ExternalColumnNode(i, name);
        }
        return null;
    }

    /// <summary>A field and a feature may share a name; which of the two is meant, the reference says.</summary>
    (ColumnPlace Place, IArrowType Type) Column(ColumnRef column)
    {
        var index = column.Kind == ColumnKind.Field ? Columns.IndexOf(_schema, column.Name) : Columns.FeatureIndexOf(_schema, column.Name);
        return (new ColumnPlace(index, column.Name), _schema.GetFieldByIndex(index).DataType);
    }

    static TNode Fold<TNode>(Call e, Func<Expr, TNode> compile, Func<TNode, TNode, TNode> join) =>
        e.Arguments.Select(compile).Aggregate(join);

    StreamingException WrongColumn(ColumnRef column) =>
        new($"Column {column.Name} is used as {column.Type} and holds {Column(column).Type.Name}.");

    static StreamingException Unsupported(Expr e) =>
        new($"The expression {e} gives no {e.Type}: this operator is not defined for its operands.");
}
